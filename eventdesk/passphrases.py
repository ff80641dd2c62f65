"""Passphrases that the system's keyring keeps for desks, where it has one and a person wanted it."""

from pathlib import Path

SERVICE = "EventDesk"


def usable() -> bool:
    """Whether this computer has a keyring that keeps anything. Asks the system: not on the window's thread."""
    import keyring
    import keyring.backends.fail
    import keyring.backends.null
    import keyring.errors

    try:
        backend = keyring.get_keyring()
    except (keyring.errors.KeyringError, RuntimeError):
        return False
    return not isinstance(backend, keyring.backends.fail.Keyring | keyring.backends.null.Keyring)


def kept(folder: Path) -> str | None:
    """The passphrase of the desk in this folder; None where none is kept or the keyring does not answer."""
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(SERVICE, _name(folder))
    except keyring.errors.KeyringError:
        return None


def keep(folder: Path, passphrase: str) -> bool:
    """Keeps a passphrase; tells whether the keyring took it."""
    import keyring
    import keyring.errors

    try:
        keyring.set_password(SERVICE, _name(folder), passphrase)
    except keyring.errors.KeyringError:
        return False
    return True


def _name(folder: Path) -> str:
    return str(folder.resolve())
