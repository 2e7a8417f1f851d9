"""Due dates that moved: by the commits of a plan's file, and by its log where they do not tell it."""

import subprocess
import tomllib

from records import need


class Slips:
    """Mixed into `Figures`."""

    def git(self, *arguments):
        run = subprocess.run(["git", "-C", str(self.newest.root), *arguments], capture_output=True)
        return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else ""

    def moves(self, plan, until):
        """Action, former and new date of every move on the publishing branch up to a commit, oldest first."""
        path = f"data/plans/{plan}.toml"
        listed = self.git("log", "--first-parent", "-m", "--follow", "--name-only", "--format=%x00%H", "--relative", until, "--", path)
        found, last = [], None
        for block in reversed(listed.split("\0")[1:]):
            commit, *names = block.split()
            text = self.git("show", f"{commit}:./{names[-1]}") if names else ""
            if not text:
                last = None
                continue
            due = {one["id"]: str(one["due-on"]) for one in tomllib.loads(text).get("action", []) if "id" in one and "due-on" in one}
            for action in due if last else ():
                if action in last and last[action] != due[action]:
                    found.append((action, last[action], due[action]))
            last = due
        return found

    def check_slips(self, page, figure, value):
        plan, *action = figure["slips"]
        moves = [one for one in self.moves(plan, self.evidence(page)["commit"] or "HEAD") if not action or one[0] == action[0]]
        said = [tuple(one.split()) for one in figure["moves"]]
        need(sorted(said) == sorted(moves), f"git recorded {moves}")
        path = f"data/plans/{plan}.toml"
        told = []
        for line, one in zip(self.heads(path, "[[log]]"), self.plans()[plan].get("log", [])):
            if one["kind"] != "due-date-moved" or one["on"] > self.book.as_of or (action and one["action"] != action[0]):
                continue
            if not any(move[0] == one["action"] and move[1] == str(one["due-was-on"]) for move in moves):
                told.append([path, line])
        need(sorted(figure["records"]) == sorted(told), f"the log tells {told}")
        need(value == len(moves) + len(told), f"{len(moves) + len(told)} moves")
