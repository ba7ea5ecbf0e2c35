"""People at work: a relying party's members, the deployment's officers, what each may do, and what each did."""
