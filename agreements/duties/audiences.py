"""Who is told of a duty, by name of the audience."""

# Who is told. `learners.audiences` finds the people.
KEY_WORKER = "key_worker"
TEAM_MANAGER = "team_manager"
DESIGNATED_PERSON = "designated_person"
SIGNATORY = "signatory"
KEY_CONTACT = "key_contact"
VIRTUAL_SCHOOL_HEAD = "virtual_school_head"

# Of the duties an agency owes itself; `agreements.audiences` finds the people.
COMPLAINT_HANDLER = "complaint_handler"
CHALLENGED = "challenged"
CHALLENGER = "challenger"
AGENCY = "agency"
AGENCY_LEAD = "agency_lead"
OTHER_SIDE = "other_side"
