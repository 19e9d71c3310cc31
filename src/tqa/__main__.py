"""`python -m tqa` and the `tqa` command."""


def main() -> None:
    from tqa.ui.cli import cli

    cli()


if __name__ == "__main__":
    main()
