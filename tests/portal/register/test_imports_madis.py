"""What the CSV of Madis says, in its two shapes."""

from portal.register.imports.lines import Line
from portal.register.imports.reading import Source, lines_of, read_file
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    Fate,
    JointController,
    LegalBasis,
    Measure,
    ProcessorUse,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Sheet,
)
from tests.portal.register.imports_samples import (
    MADIS_NEW_HEAD,
    MADIS_NEW_ROW,
    MADIS_OLD_HEAD,
    MADIS_OLD_ROW,
    csv_of,
)


def test_madis_when_of_the_older_shape_then_every_fact_is_read() -> None:
    content = csv_of(MADIS_OLD_HEAD, MADIS_OLD_ROW)

    [line] = lines_of(content)

    assert read_file(content).source is Source.MADIS
    basis = (LegalBasis.LEGAL_OBLIGATION,)
    assert line.sheet == Sheet(
        name="Gestion des vaccinations",
        owner="Infirmière coordinatrice",
        purposes=(
            Purpose(text="Vacciner", legal_bases=basis, justification="CSP art. L3111-1"),
            Purpose(
                text="Tenir le carnet de vaccination",
                legal_bases=basis,
                justification="CSP art. L3111-1",
            ),
        ),
        data_subjects=(DataSubject(label="Particuliers", note="patients vaccinés"),),
        volume=1200,
        data_categories=tuple(
            DataCategory(
                label=label, family=family, source="Le patient", retention="Ensemble des données"
            )
            for label, family in (
                ("État civil", DataFamily.IDENTITY),
                ("Santé", DataFamily.HEALTH),
                ("Numéro de lot", DataFamily.OTHER),
            )
        ),
        retentions=(
            Retention(
                what="Ensemble des données",
                active="10 An(s), après la dernière injection",
                fate=Fate.ERASURE,
            ),
        ),
        recipients=(
            Recipient(label="Médecin traitant", kind=RecipientKind.PARTNER),
            Recipient(label="Assurance maladie", kind=RecipientKind.PARTNER),
        ),
        processors=(ProcessorUse(label="Éditeur Vaccil"), ProcessorUse(label="Hébergeur Bleu")),
        software=("Vaccil",),
        has_paper=True,
        collection="Entretien oral",
        measures=(Measure(text="Contrôle d’accès : carte CPS"),),
        dpia=Dpia(reason="Critères cochés dans Madis : personnes vulnérables."),
        note="Revu chaque année",
    )
    assert line.told == (
        "Données «\u00a0Numéro de lot\u00a0»\u00a0: famille non reconnue, à choisir.",
    )


def test_madis_when_values_stand_beside_their_titles_then_each_finds_its_own() -> None:
    [line] = lines_of(csv_of(MADIS_NEW_HEAD, MADIS_NEW_ROW))

    assert line == Line(
        2,
        "",
        sheet=Sheet(
            name="Portage de repas",
            owner="Service social",
            purposes=(
                Purpose(text="Livrer des repas à domicile", legal_bases=(LegalBasis.PUBLIC_TASK,)),
            ),
            data_subjects=(
                DataSubject(label="Usagers", note="plus de 65 ans"),
                DataSubject(label="Partenaires"),
            ),
            data_categories=(
                DataCategory(
                    label="Coordonnées postales", family=DataFamily.IDENTITY, source="L’usager"
                ),
            ),
            retentions=(
                Retention(what="Dossier", active="2 ans", fate=Fate.ERASURE),
                Retention(what="Factures", active="5 ans", fate=Fate.UNDETERMINED),
            ),
            recipients=(Recipient(label="Livreurs", kind=RecipientKind.PARTNER),),
            joint_controllers=(JointController(name="Association Les Tilleuls, 2 rue du Port"),),
            software=("Repasoft",),
            collection="Formulaire papier, Contrat",
            measures=(Measure(text="Traçabilité"),),
            dpia=Dpia(reason="Critères cochés dans Madis : collecte à large échelle."),
            note="À revoir\nVoir l’analyse\nInactif dans Madis.",
        ),
        said=frozenset(
            {
                "name",
                "owner",
                "purposes",
                "data_subjects",
                "data_categories",
                "retentions",
                "recipients",
                "joint_controllers",
                "software",
                "collection",
                "measures",
                "dpia",
                "note",
            }
        ),
        told=("Inactif dans Madis\u00a0: à archiver s’il n’a plus cours.",),
    )


def test_madis_when_the_establishment_is_the_processor_then_the_controller_is_named() -> None:
    row = list(MADIS_NEW_ROW)
    row[4] = "Sous-traitant"

    [line] = lines_of(csv_of(MADIS_NEW_HEAD, tuple(row)))

    assert line.role == "processor"
    assert line.sheet is not None
    assert line.sheet.controllers == ("Association Les Tilleuls, 2 rue du Port",)
    assert line.sheet.joint_controllers == ()


def test_madis_when_a_purpose_is_a_long_text_then_it_is_whole_in_the_note() -> None:
    row = list(MADIS_OLD_ROW)
    row[6] = "Vacciner " * 60

    [line] = lines_of(csv_of(MADIS_OLD_HEAD, tuple(row)))

    assert line.sheet is not None
    assert len(line.sheet.purposes[0].text) <= 300
    assert line.sheet.note == f"Revu chaque année\nFinalités : {('Vacciner ' * 60).strip()}"
    assert line.told[0] == (
        "Finalités\u00a0: le texte est trop long, il est en entier dans la remarque."
    )
