"""The launcher behind `./vigie`: standard library only, it runs before and outside Django."""
