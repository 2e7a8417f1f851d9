"""Clauses that contracts share: who refers to them, and the lines by which a target came into the terms."""

from book import exact
from records import need


class Shared:
    """Mixed into `Figures`."""

    def clause_file(self, name):
        return f"data/clauses/{name}.toml"

    def clause_users(self, name):
        """Contract and service level, of contracts that have not ended, in the terms of the day."""
        for contract in self.book.contracts.values():
            day = max(self.book.as_of, contract.starts)
            for level, one in ((contract.terms(day) or {}).get("service-level", {})).items():
                if one.get("clause") == name:
                    yield contract, level, day

    def count_clause_uses(self, name):
        return [self.first_line(contract.name, level) for contract, level, _ in self.clause_users(name)]

    def count_clause_amendments(self, name):
        return [[file, 1] for file in self.book.clauses[name].files]

    def count_contract_clause_amendments(self, name):
        """Of the clauses that a contract refers to in the terms of the day, the amendments in force."""
        contract = self.book.contracts[name]
        levels = (contract.terms(max(self.book.as_of, contract.starts)) or {}).get("service-level", {}).values()
        clauses = sorted({one["clause"] for one in levels if "clause" in one})
        files = [file for clause in clauses for file in self.book.clauses[clause].files]
        return [[file, 1] for file in files if self.book.toml(file)["effective-on"] <= self.book.as_of]

    def count_clause_overridden(self, name):
        """Those that say a key otherwise, which the clause says too."""
        return [self.first_line(contract.name, level) for contract, level, day in self.clause_users(name)
                if contract.says(level, day) & set(self.book.clauses[name].on(day))]

    def count_clause_key_overridden(self, name, key):
        return [self.first_line(contract.name, level) for contract, level, day in self.clause_users(name)
                if key in contract.says(level, day)]

    def refers(self, figure):
        """The line that refers to the clause of a target, and what the clause says where the contract says it otherwise."""
        places = [setting[2] for setting in figure.get("settings", []) if setting[0].startswith("target") and setting[2]]
        lines = figure.get("refers", [])
        need(lines or not any(path.startswith("data/clauses/") for path in places), "a target of a shared clause without the line that refers to it")
        if not lines:
            return
        (path, line), *beside = lines
        said = self.book.lines(path)[line - 1]
        need("clause" in said and path.startswith("data/contracts/"), f"{path}:{line} refers to no clause")
        named = [name for name in self.book.clauses if f'"{name}"' in said]
        need(len(named) == 1, f"{path}:{line} names {named}")
        for path in places:
            known = path.startswith("data/contracts/") or path.startswith(f"data/clauses/{named[0]}")
            need(known, f"{path} is no text of clause {named[0]}")
        for path, line in beside:
            need(path.startswith(f"data/clauses/{named[0]}"), f"{path} is another clause")
            said = self.book.lines(path)[line - 1]
            need(said.split("=")[0].strip() in ("target", "target-low", "value"), f"{path}:{line} says no target")
            exact(said.split("=")[1].split("#")[0].strip())
