"""YAML files of a user's: trees that know their places, values as people write them, sections checked by pydantic."""
