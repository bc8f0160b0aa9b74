"""The ``cdrp`` command: arguments in, one library call, exit code out."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from cdrp_analysis import settings
from cdrp_analysis.errors import EXIT_CODES, DisclosureError, SettingsError, WorkbenchError

# JupyterLab would ask the network for news and for newer versions of itself.
ALONE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Strategic assessments for community safety partnerships.",
    epilog="Exit codes: 0 done · 1 runs compared differ · 2 wrong arguments · "
    + " · ".join(
        f"{code} {kind.__doc__.split('.')[0].lower()}" for code, kind in EXIT_CODES.items()
    ),
)

File = Annotated[Path, typer.Argument(help="The assessment file")]
Run = Annotated[Path, typer.Argument(help="Folder of a finished run")]


@app.command()
def assess(
    files: Annotated[
        list[str], typer.Argument(help="Assessment files, one a partnership; paths or URLs")
    ],
    period: Annotated[
        str,
        typer.Option(
            help="2017/18, 2017, 2017/18 H1 or 2016-07..2017-06; several with commas; "
            "default: the file's"
        ),
    ] = "",
    edition: Annotated[
        str, typer.Option(help="restricted, committee, public, with commas; default: the file's")
    ] = "",
    only: Annotated[str, typer.Option(help="One notebook, with those it needs")] = "",
    out: Annotated[str, typer.Option(help="Output folder, or its URL")] = "outputs",
    data: Annotated[
        str | None,
        typer.Option(help="Folder of the raw files, or its URL; default: the file's folder"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Notebooks run at once; default: one per core")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make unchanged pages anew too")] = False,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, whose workers make the runs")
    ] = "",
) -> None:
    """Make the assessment: ingest, notebooks, protected tables, pages, audit."""
    from cdrp_analysis.assessment.asked import Asked

    chosen = _editions(edition)

    def ask(file: str, of: str | None) -> Asked:
        return Asked(str(file), of, out, data, chosen, only or None, workers, fresh)

    def make(file: str, of: str | None):
        done = ask(file, of).made()
        for line in done.summary:
            print(line)
        for name, index in done.editions:
            print(f"{name}: {index}")
        print(f"{done.seconds:.0f} s, peak memory {done.peak_memory_mb:.0f} MB in one process")
        return done

    periods = [part.strip() for part in period.split(",") if part.strip()]
    if len(files) * max(len(periods), 1) == 1 and not scheduler:
        make(files[0], period.strip() or None)
        return
    from cdrp_analysis.assessment.many import assess_all, write_site
    from cdrp_analysis.assessment.staging import is_url

    def began(name: str) -> None:
        print(f"{name} …", flush=True)

    if scheduler:
        from cdrp_analysis.assessment.cluster import assess_on

        outcomes = assess_on(
            scheduler, files, periods, lambda file, of: ask(file, of).everywhere(), began=began
        )
    else:
        outcomes = assess_all(files, periods, make, began=began)
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    for outcome in failed:
        _complain(f"{outcome.name}: {outcome.error}")
    site = out if is_url(out) else write_site(Path(out), outcomes)
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} runs made: {site}")
    if failed:
        raise typer.Exit(failed[0].error.exit_code)


@app.command()
def release(
    run: Run,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Notebooks run at once; default: one per core")
    ] = None,
) -> None:
    """Make the drafts of a finished run again: protect, build, audit."""
    from cdrp_analysis.assessment.progress import Progress
    from cdrp_analysis.assessment.run import release as again

    done = again(run, progress=Progress(), workers=workers)
    for line in done.summary:
        print(line)
    for name, index in done.editions.items():
        print(f"{name}: {index}")


@app.command()
def approve(
    run: Run,
    role: Annotated[str, typer.Option(help="Office of the approver, one of disclosure.roles")],
    name: Annotated[str, typer.Option(help="Name of the approver")],
    edition: Annotated[str, typer.Option(help="committee or public")] = "public",
) -> None:
    """Approve a draft; the second approval, by another person, seals and registers it."""
    from cdrp_analysis.assessment.sign_off import sign

    state = sign(run, edition, role=role, name=name, on=date.today())
    for given in state.standing:
        print(f"{given.date}  {given.role}: {given.name}")
    if state.complete:
        print(f"{edition}: {run / edition / 'index.html'}")
        print(f"sealed: {run / f'{edition}.zip'}")
    else:
        print("one more approval, by another person in another role, releases it")


@app.command()
def audit(
    bundle: Annotated[Path, typer.Argument(help="A draft, a signed edition or a sealed zip")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Another edition of the same release")
    ] = None,
    register: Annotated[
        Path | None, typer.Option(help="The partnership's release register")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            help="The run that made it, whose true counts hold each small one to its whole range, "
            "or the restricted store, whose values must not occur"
        ),
    ] = None,
) -> None:
    """Attack a release from its bytes alone; exit 12 if anything is found."""
    from cdrp_analysis.assessment.audited import audit_bundle

    found, attacked = audit_bundle(bundle, also=also or (), register=register, against=against)
    for row in found.itertuples():
        print(f"{row.kind}: {row.file}, {row.place}: {row.what}")
    short = found.attrs["short"]
    for file, place, what in short:
        print(f"warning: {file}, {place}: {what}: right of nothing, too narrow of a small count")
    more = f", {len(short)} warnings: name the run with --against to settle them" if short else ""
    print(f"{bundle.name}: {attacked}, {len(found)} findings{more}")
    if len(found):
        raise DisclosureError(
            f"the audit found {len(found)} problems.",
            where=bundle.name,
            do="do not publish it; mend what is named above",
        )


@app.command()
def compare(
    first: Run,
    second: Annotated[Path, typer.Argument(help="Folder of another finished run")],
    page: Annotated[
        Path | None, typer.Option(help="Page to write: which cells, and why priorities moved")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, help="Numbers closer than this share are equal")
    ] = 1e-9,
) -> None:
    """Say what differs between two runs; exit 1 if anything does."""
    from cdrp_analysis.assessment import compared, compared_page

    found = compared.compare(first, second, tolerance=tolerance)
    for line in found.sentences():
        print(line)
    for row in found.priorities.itertuples():
        print(f"  {row.label}: place {row.rank_before} to {row.rank_after}, by {row.criterion}")
    if page is not None:
        print(compared_page.write_page(found, page, first, second))
    if found.differ:
        raise typer.Exit(1)


@app.command()
def wording(file: File) -> None:
    """Print what to write as approval of every wording in the assessment file."""
    from cdrp_analysis.assessment.wordings import approval_lines

    for line in approval_lines(settings.load(file)):
        print(line)


@app.command()
def new(file: File) -> None:
    """Write a first assessment file with every key explained."""
    from cdrp_analysis.assessment.scaffold import new_file

    new_file(file)
    print(f"{file}: change it, then cdrp check {file}")


@app.command()
def check(file: File) -> None:
    """Read the assessment file and say whether it is right."""
    found = settings.load(file)
    print(
        f"{found.partnership.name}, {found.period.label}: {len(found.feeds)} feeds, all keys known"
    )


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="Where to write it")],
    seed: Annotated[int, typer.Option(help="Another seed makes another borough")] = 2011,
) -> None:
    """Write the invented partnership: raw files and assessment file."""
    from cdrp_analysis.sample import make_sample

    make_sample(folder, seed=seed)
    print(f"{folder / 'assessment.toml'}")


@app.command()
def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(help="What to fetch; without it, what there is")
    ] = None,
    into: Annotated[Path, typer.Option(help="Data folder")] = Path("data"),
    month: Annotated[str, typer.Option(help="Last month of the crime archive, 2026-07")] = "",
    area: Annotated[str, typer.Option(help="Code of the district, E09000013")] = "",
    name: Annotated[str, typer.Option(help="Its name, as in the names of its LSOAs")] = "",
    addresses: Annotated[
        Path | None, typer.Option(help="Your own file of addresses; default: the package's")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Fetch unchanged files anew too")] = False,
) -> None:
    """Fetch published files: crimes, boundaries, lookups, residents."""
    from cdrp_analysis import fetching

    known = fetching.load(addresses)
    if not names:
        for key, entry in known.files.items():
            print(f"{key:<20}{entry.what}")
        return
    told = {"month": month, "area": area, "name": name}
    done = fetching.fetch(
        known, names, into, told, bars=fetching.Bars(), on=date.today(), again=again
    )
    for entry in done:
        print(f"{into / entry.file}  vintage {entry.fetched}  sha256 {entry.sha256[:16]}…")


@app.command()
def lab(
    file: Annotated[
        Path | None, typer.Argument(help="The assessment file; default: the sample")
    ] = None,
    out: Annotated[Path, typer.Option(help="Output folder")] = Path("outputs"),
    data: Annotated[
        Path | None, typer.Option(help="Folder of the raw files; default: the file's folder")
    ] = None,
) -> None:
    """Open JupyterLab on the notebooks, with the kernel ready and the data found."""
    from cdrp_analysis.assessment import evidence, kernels, layout, prepare

    path = file or layout.sample_assessment()
    prepare.make_ready(path, data or path.parent, out)
    with tempfile.TemporaryDirectory() as folder:
        kernels.install(Path(folder))
        environment = {
            **os.environ,
            "JUPYTER_PATH": folder,
            evidence.ASSESSMENT: str(path.resolve()),
            evidence.DATA: str((data or path.parent).resolve()),
            evidence.OUTPUTS: str(out.resolve()),
        }
        command = [sys.executable, "-m", "jupyterlab", *ALONE]
        command += ["--notebook-dir", str(layout.notebooks())]
        if os.geteuid() == 0:
            command.append("--allow-root")  # in a container there is often nobody else
        raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


@app.command()
def feeds() -> None:
    """List every feed: its name, who holds it, why it is shared, what it is."""
    from rich.table import Table

    from cdrp_analysis.assessment.feed_pages import basis_of, holder_of
    from cdrp_analysis.contracts import CONTRACTS

    table = Table("feed", "holder", "basis", "what", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for name, contract in CONTRACTS.items():
        what = contract.description.split(". ")[0].rstrip(".")
        table.add_row(name, holder_of(contract), basis_of(contract), what)
    Console(highlight=False, markup=False).print(table)


@app.command()
def template(
    feed: Annotated[str, typer.Argument(help="A partner feed; cdrp feeds lists them")],
    out: Annotated[
        Path | None, typer.Option(help="File to write, .csv or .xlsx; default: FEED.csv")
    ] = None,
) -> None:
    """Write an empty template for a partner to fill in, with an explanation of its columns."""
    from cdrp_analysis.sources.blank_templates import write_template
    from cdrp_analysis.sources.template_rows import partner_contract

    contract = partner_contract(feed, where="template")
    for path in write_template(contract, out or Path(f"{feed}.csv")):
        print(path)


@app.command()
def docs(folder: Annotated[Path, typer.Argument(help="Folder of the reference pages")]) -> None:
    """Regenerate the reference pages from the code."""
    from cdrp_analysis.assessment.reference_pages import write

    for page in write(folder):
        print(page)


def _editions(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in get_args(settings.Edition):
            known = ", ".join(get_args(settings.Edition))
            raise SettingsError(f"{name!r} is not an edition.", where="--edition", do=known)
    return names


def main() -> None:
    """Run the command; each kind of failure has its own exit code."""
    try:
        app()
    except WorkbenchError as error:
        _complain(str(error))
        sys.exit(error.exit_code)


def _complain(text: str) -> None:
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(text)


if __name__ == "__main__":
    main()
