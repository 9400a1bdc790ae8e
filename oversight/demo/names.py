"""Invented names, put together by chance from common ones."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    "Aaliyah Adam Aiden Alesha Amara Amir Anya Archie Asha Ayaan Bailey Bethan Callum Carys Casey Chantelle Charlie "
    "Chloe Connor Courtney Daisy Dami Declan Demi Dylan Ebony Eesa Ellis Elsie Emeka Erin Esme Ethan Fatima Faye "
    "Finley Freya Gabriel Grace Gurpreet Hallie Hamza Harley Harpreet Hassan Holly Ibrahim Imani Isla Jada Jaden "
    "Jamie Jasmin Jayden Joel Jodie Jorja Jude Kacey Kai Kayleigh Keira Kelechi Kian Kiran Kyra Lacey Leah Leon "
    "Lewis Lexi Liam Lola Luca Maisie Malik Marley Mason Maya Megan Mia Micah Millie Mollie Naomi Nathan Niamh Nico "
    "Nina Noah Olivia Omar Oscar Paige Pavan Poppy Quinn Rhys Riley Robyn Rosa Ruby Ryan Safiya Sam Samira Sasha "
    "Scarlett Shay Simran Skye Sofia Stefan Tamika Taylor Tegan Theo Tia Toby Tyler Umar Veronika Wiktor Willow "
    "Yasmin Yusuf Zac Zahra Zara Zoe "
)

FAMILY = _words(
    "Abara Abbott Adeyemi Ahmadi Akhtar Allbright Anders Appleby Ashdown Atwal Bagley Banner Barrow Bassi Beckford "
    "Bellamy Bhandal Birchall Blakemore Boateng Bramwell Brookes Byfield Caddick Calloway Chahal Chivers Clewes "
    "Colbourn Cotterill Crowther Dacosta Darby Dhaliwal Dunmore Eaves Edgerton Ekwueme Fallow Farrow Felton Foxall "
    "Garland Gilpin Goodhew Grainger Hackett Haddon Halloran Hargrove Hollis Hussein Idowu Ingram Jeavons Jukes "
    "Kallow Kendrick Kesteven Kowal Lamont Langley Larkin Lowndes Mahal Mallen Marlowe Mbeki Meakin Millard Mistry "
    "Nadeem Nettle Nowak Oakley Obi Okafor Onions Osborne Parkes Pardoe Penn Plant Priddy Quarmby Rahimi Ravenhill "
    "Redfern Rollason Round Rudge Sandhu Saxon Sedgley Shakespeare Shale Sidhu Skelton Southall Stokes Tandy "
    "Tennant Thorne Tiwari Tranter Underhill Vance Vernon Wadley Walford Wesson Westwood Whitlock Wilding "
    "Wooldridge Yardley Zaman "
)

COURSES = (
    ("Level 1 Certificate in Construction Skills", "1"),
    ("Level 1 Diploma in Hair and Beauty", "1"),
    ("Entry Level Skills for Work and Life", "entry"),
    ("Level 2 Diploma in Bricklaying", "2"),
    ("Level 2 Diploma in Health and Social Care", "2"),
    ("Level 2 Certificate in Motor Vehicle Maintenance", "2"),
    ("Level 2 Diploma in Professional Cookery", "2"),
    ("Level 2 Diploma in Animal Care", "2"),
    ("Level 3 Extended Diploma in Sport", "3"),
    ("Level 3 Extended Diploma in Computing", "3"),
    ("Level 3 Extended Diploma in Art and Design", "3"),
    ("A levels in English, History and Sociology", "3"),
    ("A levels in Biology, Chemistry and Maths", "3"),
    ("Level 2 Apprenticeship in Business Administration", "2"),
)
