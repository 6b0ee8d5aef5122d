"""Areas over time, RTT releases, the figures computed from them, and the work that does it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AreaQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "AreaQuerySet":
        """Return the areas that existed on `day`."""
        return self.filter(
            Q(opened__isnull=True) | Q(opened__lte=day),
            Q(closed__isnull=True) | Q(closed__gte=day),
        )

    def of_kind(self, kind: str) -> "AreaQuerySet":
        return self.filter(kind=kind)

    def open(self) -> "AreaQuerySet":
        return self.filter(closed__isnull=True)


class Area(models.Model):
    """England, a region, an integrated care board, a sub-ICB location or a provider."""

    class Kind(models.TextChoices):
        ENGLAND = "england", "England"
        REGION = "region", "NHS region"
        ICB = "icb", "Integrated care board"
        SICBL = "sicbl", "Sub-ICB location"
        PROVIDER = "provider", "Provider"

    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField("ODS code", max_length=8, unique=True)
    ons_code = models.CharField("ONS code", max_length=9, blank=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=100)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField("last day", null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What a reader of its figures must know.")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        indexes = [models.Index(fields=["kind", "short_name"], name="area_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | Q(closed__isnull=True) | Q(closed__gte=F("opened")),
                name="area_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def is_there_on(self, day: date) -> bool:
        """Say what `valid_on` asks of areas that have been read."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or self.closed >= day)


class Membership(models.Model):
    """A part of an area, from a date to a date: a SICBL of its ICB, an ICB of its region, a region of England."""

    child = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="memberships")
    parent = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="parts")
    start = models.DateField(null=True, blank=True)
    end = models.DateField("last day", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent", "start"], name="membership_once"),
            models.UniqueConstraint(
                fields=["child", "parent"], condition=Q(start__isnull=True), name="membership_once_since_ever"
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="no_area_is_part_of_itself"),
        ]


class Succession(models.Model):
    """An area that took over from another on a date."""

    class Kind(models.TextChoices):
        MERGER = "merger", "merged into"
        SPLIT = "split", "split between"

    predecessor = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="precursors")
    date = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]


class Population(models.Model):
    """How many people an area had on a date, by a named source."""

    class Source(models.TextChoices):
        ONS = "ons", "ONS mid-year estimate"
        GP = "gp", "Patients registered with a GP"

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="populations")
    source = models.CharField(max_length=3, choices=Source)
    date = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "source", "date"], name="population_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_is_positive"),
        ]


class Profile(models.Model):
    """What an area is like, for finding similar areas. Shares are of all registered patients, from 0 to 1."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="profile")
    deprivation = models.FloatField("IMD 2019 average score")
    list_size = models.PositiveIntegerField("registered patients, 2021")
    rural = models.FloatField()
    age_18_39 = models.FloatField()
    age_65_84 = models.FloatField()
    age_85_plus = models.FloatField()
    white_other = models.FloatField()
    mixed = models.FloatField()
    asian = models.FloatField()
    black = models.FloatField()
    other_ethnicity = models.FloatField()


class Boundary(models.Model):
    """An area's outline, simplified: the `d` of an SVG path in kilometres of the British National Grid."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="boundary")
    path = models.TextField()
    source = models.CharField(max_length=200)


class Release(models.Model):
    """A file of RTT data as published, known by its SHA-256."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    month = models.DateField()
    address = models.CharField(max_length=500, help_text="Where it was fetched from, or the file's name.")
    file_name = models.CharField(max_length=200)
    kept_as = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField("size in bytes")
    rows = models.PositiveIntegerField()
    revised = models.BooleanField(default=False)
    made_on = models.DateTimeField(null=True, help_text="Of the file inside the zip: tells revisions apart.")
    is_demonstration = models.BooleanField(default=False)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["-month", "-received_at"]


class FigureSet(models.Model):
    """A month's figures, computed from one release: a version, never changed once made."""

    class State(models.TextChoices):
        HELD = "held", "Held for an administrator"
        READY = "ready", "Ready"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="figure_sets")
    month = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    created_at = models.DateTimeField(auto_now_add=True)
    warnings = models.JSONField(
        default=list, help_text="Findings of the reader: rule, where, value, what it means."
    )
    held_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-month", "-id"]


class PublishedMonth(models.Model):
    """Which version of a month readers see: the one switch."""

    month = models.DateField(primary_key=True)
    figure_set = models.OneToOneField(FigureSet, on_delete=models.PROTECT, related_name="published")


class Publication(models.Model):
    """An append-only record of each switch. The highest id is the version of all published figures."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "Published"
        ROLLED_BACK = "rolled back", "Rolled back"
        RELEASED = "released", "Released from hold"
        WITHDRAWN = "withdrawn", "Withdrawn"

    month = models.DateField()
    figure_set = models.ForeignKey(
        FigureSet, null=True, on_delete=models.PROTECT, related_name="publications"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class Figure(models.Model):
    """The figures of one area and treatment function in one version of a month. An empty column is not known."""

    figure_set = models.ForeignKey(FigureSet, on_delete=models.CASCADE, db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, db_index=False)
    treatment_function = models.CharField(max_length=5)

    admitted = models.PositiveIntegerField(null=True)
    non_admitted = models.PositiveIntegerField(null=True)
    incomplete = models.PositiveIntegerField(null=True)
    decision_to_admit = models.PositiveIntegerField(null=True)
    new_periods = models.PositiveIntegerField(null=True)

    within_18 = models.PositiveIntegerField(null=True)
    over_52 = models.PositiveIntegerField(null=True)
    over_65 = models.PositiveIntegerField(null=True)
    over_78 = models.PositiveIntegerField(null=True)
    over_104 = models.PositiveIntegerField(null=True)
    admitted_within_18 = models.PositiveIntegerField(null=True)
    admitted_over_52 = models.PositiveIntegerField(null=True)
    non_admitted_within_18 = models.PositiveIntegerField(null=True)
    non_admitted_over_52 = models.PositiveIntegerField(null=True)

    median_wait = models.FloatField(null=True)
    p92_wait = models.FloatField(null=True)
    admitted_median = models.FloatField(null=True)
    admitted_p95 = models.FloatField(null=True)
    non_admitted_median = models.FloatField(null=True)
    non_admitted_p95 = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure_set", "treatment_function", "area"], name="figure_once"),
        ]
        indexes = [models.Index(fields=["area", "treatment_function", "figure_set"], name="figure_series")]


class ProviderUse(models.Model):
    """Where the pathways of a sub-ICB location are, over all treatment functions."""

    figure_set = models.ForeignKey(FigureSet, on_delete=models.CASCADE, db_index=False)
    commissioner = models.ForeignKey(Area, on_delete=models.PROTECT, db_index=False, related_name="+")
    provider = models.ForeignKey(Area, on_delete=models.PROTECT, db_index=False, related_name="+")
    incomplete = models.PositiveIntegerField(null=True)
    within_18 = models.PositiveIntegerField(null=True)
    over_52 = models.PositiveIntegerField(null=True)
    completed = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure_set", "commissioner", "provider"], name="provider_use_once"
            ),
        ]


class Refresh(models.Model):
    """A piece of work: look for new releases, bring in one file, or work out where areas stand on all of them.

    A message only wakes a worker for it.
    """

    class Kind(models.TextChoices):
        DISCOVER = "discover", "Look for new releases"
        MONTH = "month", "Bring in a month"
        ANALYSE = "analyse", "Work out where areas stand"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        HELD = "held", "Held for an administrator"
        QUARANTINED = "quarantined", "Quarantined"
        FAILED = "failed", "Failed"

    WAITING = (State.QUEUED, State.RUNNING)

    kind = models.CharField(max_length=8, choices=Kind)
    source = models.CharField(max_length=500, help_text="An address, a path, or a version of the figures.")
    month = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField("fencing token", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    progress = models.PositiveSmallIntegerField("per cent", default=0)
    error = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    figure_set = models.ForeignKey(FigureSet, null=True, blank=True, on_delete=models.SET_NULL)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    reason = models.TextField(blank=True)
    slot = models.CharField(
        max_length=40, null=True, blank=True, unique=True, help_text="The schedule slot it fills."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "refreshes"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source"],
                condition=Q(state__in=["queued", "running"]),
                name="refresh_once_while_it_waits_or_runs",
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="refresh_waiting")]


class Rebase(models.Model):
    """A month from which the limits of a control chart are worked out afresh, and why. Kept when withdrawn."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="rebases")
    measure = models.SlugField(max_length=60)
    treatment_function = models.CharField(max_length=5)
    month = models.DateField()
    reason = models.TextField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure", "treatment_function", "month"],
                condition=Q(withdrawn_at__isnull=True),
                name="rebase_once_while_it_holds",
            )
        ]


class Analysis(models.Model):
    """Where every area stands, worked out from all figures of one version at once. Made whole or not at all."""

    publication = models.PositiveIntegerField(help_text="The version of the figures: see queries.Version.")
    rebases = models.PositiveIntegerField(help_text="The version of the rebase dates.")
    month = models.DateField("latest month")
    months = models.PositiveSmallIntegerField("months of figures")
    made_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField("time that it took")

    class Meta:
        verbose_name_plural = "analyses"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "rebases"], name="analysis_once_a_version")
        ]


class Standing(models.Model):
    """Where an area stood on a measure in an analysis' latest month, and how steadily. Empty is not known.

    Ranks are among areas of its kind that existed in that month; 1, percentile 100 and quartile 1 are the best.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, db_index=False, related_name="+")
    measure = models.SlugField(max_length=60, db_index=False)
    treatment_function = models.CharField(max_length=5)

    value = models.FloatField(null=True)
    lower = models.FloatField("lower 95% limit", null=True)
    upper = models.FloatField("upper 95% limit", null=True)
    pathways = models.FloatField("pathways that the value is of", null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    ranked = models.PositiveSmallIntegerField("areas ranked", null=True)
    percentile = models.FloatField(null=True)
    quartile = models.PositiveSmallIntegerField(null=True)
    trend = models.CharField("recent trend", max_length=10, blank=True)

    mean = models.FloatField("mean of the control chart", null=True)
    lower_limit = models.FloatField(null=True)
    upper_limit = models.FloatField(null=True)
    is_trial = models.BooleanField(default=False)
    rule = models.CharField(max_length=12, blank=True)
    signal = models.SmallIntegerField(null=True, help_text="1 high or rising, -1 low or falling, 0 none.")
    assessment = models.CharField(max_length=26, blank=True)
    recent_concerns = models.PositiveSmallIntegerField("months in concern, of the last 3", default=0)

    months = models.PositiveSmallIntegerField("months ranked, of the last 12", default=0)
    bottom_months = models.PositiveSmallIntegerField(
        "months in the bottom quartile, of the last 12", default=0
    )
    concern_months = models.PositiveSmallIntegerField("months in concern, of the last 12", default=0)
    running = models.PositiveSmallIntegerField("months without a break in either", default=0)
    behind_since = models.DateField(null=True)
    shortfall = models.FloatField("behind the middle area", null=True)
    mean_shortfall = models.FloatField("behind the middle area, over months in either", null=True)

    mean_percentile = models.FloatField(null=True)
    percentile_sd = models.FloatField(null=True)
    top_quartile_share = models.FloatField(null=True)
    rank_gain = models.FloatField(null=True)
    rank_gain_lower = models.FloatField(null=True)
    rank_gain_upper = models.FloatField(null=True)
    movement = models.CharField(max_length=14, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "measure", "treatment_function", "area"], name="standing_once"
            )
        ]
        indexes = [models.Index(fields=["analysis", "area"], name="standing_of_an_area")]
