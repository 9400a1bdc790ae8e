"""Requests for information, with what the database itself refuses: a release before somebody has rung back and knows who asks,
an end that did not happen, and any change of a call back or of a release (P19b to P19d).
"""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import accounts.files
from accounts.migrating import Together

FORWARD = """
CREATE TRIGGER call_back_append_only BEFORE UPDATE OR DELETE ON learners_callback
    FOR EACH ROW EXECUTE FUNCTION learners_evidence_is_append_only();
CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE ON learners_release
    FOR EACH ROW EXECUTE FUNCTION learners_evidence_is_append_only();

CREATE FUNCTION learners_release_needs_call_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM learners_informationrequest WHERE id = NEW.request_id AND state = 'open') THEN
        RAISE EXCEPTION 'Nothing is released for a request that has ended.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM learners_callback rung JOIN learners_informationrequest asked ON asked.id = rung.request_id
        WHERE rung.id = NEW.call_back_id AND asked.id = NEW.request_id AND rung.is_confirmed
            AND rung.called_at >= asked.received_at AND rung.called_at <= NEW.released_at
            AND NOT EXISTS (  -- the last call that was answered decides
                SELECT 1 FROM learners_callback later
                WHERE later.request_id = rung.request_id AND later.was_reached AND NOT later.is_confirmed
                    AND later.called_at <= NEW.released_at
                    AND (later.called_at, later.id) > (rung.called_at, rung.id)
            )
    ) THEN
        RAISE EXCEPTION 'Nothing is released before somebody has rung back and knows who asks.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER release_needs_call_back BEFORE INSERT ON learners_release
    FOR EACH ROW EXECUTE FUNCTION learners_release_needs_call_back();

CREATE FUNCTION learners_information_request_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> 'open' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'A request that has ended is not opened again.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.learner_id <> OLD.learner_id OR NEW.received_at <> OLD.received_at) THEN
        RAISE EXCEPTION 'About whom and when somebody asked does not change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.state = 'released') <> EXISTS (SELECT 1 FROM learners_release WHERE request_id = NEW.id) THEN
        RAISE EXCEPTION 'A request is released with its release, and by nothing else.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER information_request_ends_once BEFORE INSERT OR UPDATE ON learners_informationrequest
    FOR EACH ROW EXECUTE FUNCTION learners_information_request_ends_once();
"""

BACKWARD = """
DROP TRIGGER information_request_ends_once ON learners_informationrequest;
DROP FUNCTION learners_information_request_ends_once();
DROP TRIGGER release_needs_call_back ON learners_release;
DROP FUNCTION learners_release_needs_call_back();
DROP TRIGGER release_append_only ON learners_release;
DROP TRIGGER call_back_append_only ON learners_callback;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("learners", "0007_what_search_reads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CallBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number_called", models.CharField(max_length=30)),
                        (
                            "found_in",
                            models.CharField(
                                choices=[
                                    ("own_record", "In the young person’s record"),
                                    ("directory", "In a public directory or on the organisation’s own website"),
                                    ("switchboard", "Through the organisation’s main switchboard"),
                                    ("known", "We have rung it before"),
                                    ("caller", "Only from the caller"),
                                ],
                                max_length=12,
                                verbose_name="where the number was found",
                            ),
                        ),
                        ("found_note", models.CharField(blank=True, max_length=200, verbose_name="where exactly")),
                        ("called_at", models.DateTimeField()),
                        ("was_reached", models.BooleanField(verbose_name="somebody answered")),
                        ("spoke_to", models.CharField(blank=True, max_length=120)),
                        ("is_confirmed", models.BooleanField(verbose_name="it is known who asks")),
                        ("how_confirmed", models.TextField(blank=True, verbose_name="how it is known who asks")),
                        ("recorded_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalInformationRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "asker",
                            models.CharField(
                                choices=[
                                    ("parent", "A parent or guardian"),
                                    ("police", "The police"),
                                    ("probation", "The probation service"),
                                    ("social_services", "Social services of another authority"),
                                    ("employment_service", "A jobcentre or benefits office"),
                                    ("employer", "An employer"),
                                    (
                                        "other_service",
                                        "Another careers or leaving-care service that takes over, for the record",
                                    ),
                                    ("other", "Somebody else"),
                                ],
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        ("caller", models.CharField(max_length=120, verbose_name="name of who asks")),
                        ("organisation", models.CharField(blank=True, max_length=160)),
                        ("number_given", models.CharField(max_length=30, verbose_name="number they gave")),
                        ("asks", models.TextField(verbose_name="what they ask for")),
                        ("why", models.TextField(blank=True, verbose_name="why they need it")),
                        ("received_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("released", "Released"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "No longer wanted"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_reason", models.TextField(blank=True, verbose_name="why nothing was released")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical information request",
                        "verbose_name_plural": "historical information requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="InformationRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "asker",
                            models.CharField(
                                choices=[
                                    ("parent", "A parent or guardian"),
                                    ("police", "The police"),
                                    ("probation", "The probation service"),
                                    ("social_services", "Social services of another authority"),
                                    ("employment_service", "A jobcentre or benefits office"),
                                    ("employer", "An employer"),
                                    (
                                        "other_service",
                                        "Another careers or leaving-care service that takes over, for the record",
                                    ),
                                    ("other", "Somebody else"),
                                ],
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        ("caller", models.CharField(max_length=120, verbose_name="name of who asks")),
                        ("organisation", models.CharField(blank=True, max_length=160)),
                        ("number_given", models.CharField(max_length=30, verbose_name="number they gave")),
                        ("asks", models.TextField(verbose_name="what they ask for")),
                        ("why", models.TextField(blank=True, verbose_name="why they need it")),
                        ("received_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("released", "Released"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "No longer wanted"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_reason", models.TextField(blank=True, verbose_name="why nothing was released")),
                    ],
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("what", models.TextField(verbose_name="what was released")),
                        (
                            "parts",
                            models.JSONField(
                                default=list, help_text="Parts of the record that were printed, by code and title."
                            ),
                        ),
                        ("given_to", models.CharField(max_length=160)),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("phone", "By phone, on the call back"),
                                    ("post", "By post"),
                                    ("secure_email", "By secure e-mail"),
                                    ("by_hand", "Handed over in person"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("sent_to", models.CharField(blank=True, max_length=200, verbose_name="where it was sent")),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("responsible", "Their own authority is responsible for them"),
                                    (
                                        "duty",
                                        "The agreement requires it: names of contacts and what the provider itself records",
                                    ),
                                    ("consent", "Consent"),
                                    ("not_refused", "The young person has not said no"),
                                    ("override", "Shared without consent, on a ground"),
                                    ("law", "The law asks for it, of every authority"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("child_protection", "To protect a child from harm"),
                                    ("threat_to_life", "Somebody’s life is in danger"),
                                    ("urgent_treatment", "Urgent medical treatment is needed"),
                                    ("serious_crime", "To prevent or solve a serious crime"),
                                    ("benefits", "Where the law on benefits requires it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="why without consent")),
                        ("released_at", models.DateTimeField()),
                        (
                            "file",
                            models.FileField(
                                blank=True, max_length=120, storage=accounts.files.PrivateFiles(), upload_to="releases/"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                    ],
                ),
                migrations.AlterModelOptions(
                    name="learner",
                    options={
                        "default_permissions": (),
                        "permissions": [
                            ("view_learner", "Can view learner"),
                            ("change_learner", "Can change learner"),
                            ("manage_enrolment", "Can manage enrolment"),
                            ("assign_key_worker", "Can assign key worker"),
                            ("log_incident", "Can log incident"),
                            ("log_call", "Can log call"),
                            ("manage_meeting", "Can manage meeting"),
                            ("decide_exclusion", "Can decide exclusion"),
                            ("raise_emergency", "Can raise emergency"),
                            ("respond_to_emergency", "Can respond to emergency"),
                            ("edit_plan", "Can edit plan"),
                            ("agree_plan", "Can agree plan"),
                            ("check_plan", "Can check plan"),
                            ("decide_funding", "Can decide funding"),
                            ("edit_pathway", "Can edit pathway"),
                            ("give_link", "Can give link"),
                            ("release_record", "Can release record"),
                            ("record_attendance", "Can record attendance"),
                            ("record_progress", "Can record progress"),
                            ("record_activity", "Can record activity"),
                            ("refer", "Can refer"),
                            ("close_case", "Can close case"),
                            ("change_deadline", "Can change deadline"),
                            ("view_safeguarding", "Can view safeguarding"),
                            ("record_consent", "Can record consent"),
                            ("share_record", "Can share record"),
                            ("restrict_record", "Can restrict record"),
                            ("log_information_request", "Can log information request"),
                            ("see_who_looked", "Can see who looked"),
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="disclosure",
                    name="disclosure_names_override",
                ),
                migrations.AlterField(
                    model_name="consent",
                    name="purpose",
                    field=models.CharField(
                        choices=[
                            ("education", "My education plan and how I am doing, with my school or college"),
                            ("safeguarding", "What people need to know to keep me safe, with my school or college"),
                            ("panel", "My record, with the partners of the panel that helps me into work or learning"),
                            ("support", "My record, with the Virtual School where I study"),
                            ("family", "What my parents or somebody else close to me ask about me"),
                            ("outside", "What the police, probation, employers or other services ask about me"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="disclosure",
                    name="basis",
                    field=models.CharField(
                        choices=[
                            ("responsible", "Their own authority is responsible for them"),
                            (
                                "duty",
                                "The agreement requires it: names of contacts and what the provider itself records",
                            ),
                            ("consent", "Consent"),
                            ("not_refused", "The young person has not said no"),
                            ("override", "Shared without consent, on a ground"),
                            ("law", "The law asks for it, of every authority"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="disclosure",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("link", "Record opened to an agency"),
                            ("message", "Message"),
                            ("export", "Downloaded list"),
                            ("file", "File"),
                            ("release", "Released to who asked"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="disclosure",
                    name="purpose",
                    field=models.CharField(
                        choices=[
                            ("education", "My education plan and how I am doing, with my school or college"),
                            ("safeguarding", "What people need to know to keep me safe, with my school or college"),
                            ("panel", "My record, with the partners of the panel that helps me into work or learning"),
                            ("support", "My record, with the Virtual School where I study"),
                            ("family", "What my parents or somebody else close to me ask about me"),
                            ("outside", "What the police, probation, employers or other services ask about me"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalsharingoverride",
                    name="purpose",
                    field=models.CharField(
                        choices=[
                            ("education", "My education plan and how I am doing, with my school or college"),
                            ("safeguarding", "What people need to know to keep me safe, with my school or college"),
                            ("panel", "My record, with the partners of the panel that helps me into work or learning"),
                            ("support", "My record, with the Virtual School where I study"),
                            ("family", "What my parents or somebody else close to me ask about me"),
                            ("outside", "What the police, probation, employers or other services ask about me"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="sharingoverride",
                    name="purpose",
                    field=models.CharField(
                        choices=[
                            ("education", "My education plan and how I am doing, with my school or college"),
                            ("safeguarding", "What people need to know to keep me safe, with my school or college"),
                            ("panel", "My record, with the partners of the panel that helps me into work or learning"),
                            ("support", "My record, with the Virtual School where I study"),
                            ("family", "What my parents or somebody else close to me ask about me"),
                            ("outside", "What the police, probation, employers or other services ask about me"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="callback",
                    name="called_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="agency",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who answers it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="came_to",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where it came in.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="ended_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="learner",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learners.learner",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalinformationrequest",
                    name="received_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="informationrequest",
                    name="agency",
                    field=models.ForeignKey(
                        help_text="Who answers it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="informationrequest",
                    name="came_to",
                    field=models.ForeignKey(
                        help_text="Where it came in.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                migrations.AddField(
                    model_name="informationrequest",
                    name="ended_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="informationrequest",
                    name="learner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="information_requests",
                        to="learners.learner",
                    ),
                ),
                migrations.AddField(
                    model_name="informationrequest",
                    name="received_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="callback",
                    name="request",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="learners.informationrequest",
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="call_back",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="learners.callback"
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="consent",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learners.consent"
                    ),
                ),
                migrations.AddField(
                    model_name="release",
                    name="request",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="learners.informationrequest",
                    ),
                ),
                migrations.AddField(
                    model_name="disclosure",
                    name="release",
                    field=models.OneToOneField(
                        help_text="To who asked.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure",
                        to="learners.release",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "override"), _negated=True),
                            ("override__isnull", False),
                            ("release__isnull", False),
                            _connector="OR",
                        ),
                        name="disclosure_names_override",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "release"), ("release__isnull", False)),
                            models.Q(models.Q(("kind", "release"), _negated=True), ("release__isnull", True)),
                            _connector="OR",
                        ),
                        name="disclosure_names_release",
                    ),
                ),
                migrations.AddIndex(
                    model_name="informationrequest",
                    index=models.Index(fields=["learner", "-received_at"], name="information_of_learner"),
                ),
                migrations.AddIndex(
                    model_name="informationrequest",
                    index=models.Index(
                        condition=models.Q(("state", "open")), fields=["agency", "received_at"], name="information_open"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="informationrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("asker__in", ["other", "parent"]),
                            models.Q(("organisation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="information_asker_organisation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="informationrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("caller", ""), _negated=True),
                            models.Q(("number_given", ""), _negated=True),
                            models.Q(("asks", ""), _negated=True),
                        ),
                        name="information_says_who_and_what",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="informationrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                        name="information_received_before_entry",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="informationrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="information_end_has_moment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="informationrequest",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                            models.Q(("ended_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="information_end_has_reason",
                    ),
                ),
                migrations.AddIndex(
                    model_name="callback",
                    index=models.Index(fields=["request", "called_at"], name="call_back_of_request"),
                ),
                migrations.AddConstraint(
                    model_name="callback",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("is_confirmed", False),
                            models.Q(
                                ("was_reached", True),
                                models.Q(("how_confirmed", ""), _negated=True),
                                models.Q(("spoke_to", ""), _negated=True),
                                models.Q(("found_in", "caller"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_back_confirmed_by_proof",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="callback",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("called_at__lte", models.F("recorded_at"))), name="call_back_before_entry"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="release",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "consent"), ("consent__isnull", False), ("ground", "")),
                            models.Q(("basis", "not_refused"), ("ground", "")),
                            models.Q(
                                ("basis", "override"),
                                (
                                    "ground__in",
                                    [
                                        "child_protection",
                                        "threat_to_life",
                                        "urgent_treatment",
                                        "serious_crime",
                                        "benefits",
                                    ],
                                ),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_has_a_basis",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="release",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", ""), _negated=True), models.Q(("given_to", ""), _negated=True)
                        ),
                        name="release_says_what_to_whom",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="release",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), ("parts", []), ("sha256", "")),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                models.Q(("parts", []), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_printout_has_parts",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
