"""User-defined functions through boto3."""

import pytest


@pytest.fixture
def databases(glue):
    for name in ("one", "two"):
        glue.create_database(DatabaseInput={"Name": name})


FUNCTION = {
    "FunctionName": "area", "ClassName": "geo.Area", "OwnerName": "me", "OwnerType": "ROLE",
    "FunctionType": "AGGREGATE_FUNCTION",
    "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://bucket/geo.jar"}],
}


def test_a_function(glue, databases):
    glue.create_user_defined_function(DatabaseName="one", FunctionInput=FUNCTION)
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_user_defined_function(DatabaseName="one", FunctionInput={"FunctionName": "AREA"})
    got = glue.get_user_defined_function(DatabaseName="one", FunctionName="area")["UserDefinedFunction"]
    assert {key: got[key] for key in FUNCTION} == FUNCTION
    assert (got["DatabaseName"], got["CatalogId"]) == ("one", "123456789012")
    glue.update_user_defined_function(
        DatabaseName="one", FunctionName="area", FunctionInput={"FunctionName": "area", "ClassName": "geo.Area2"})
    got = glue.get_user_defined_function(DatabaseName="one", FunctionName="area")["UserDefinedFunction"]
    assert got["ClassName"] == "geo.Area2" and "OwnerName" not in got, "an update replaces everything"
    glue.delete_user_defined_function(DatabaseName="one", FunctionName="area")
    for call in (glue.get_user_defined_function, glue.delete_user_defined_function):
        with pytest.raises(glue.exceptions.EntityNotFoundException):
            call(DatabaseName="one", FunctionName="area")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.create_user_defined_function(DatabaseName="three", FunctionInput=FUNCTION)


def test_listings(glue, databases):
    for number in range(5):
        glue.create_user_defined_function(DatabaseName="one", FunctionInput={"FunctionName": f"f{number}"})
    glue.create_user_defined_function(DatabaseName="two", FunctionInput=dict(FUNCTION, FunctionName="g"))

    def names(**request):
        pages = glue.get_paginator("get_user_defined_functions").paginate(**request, PaginationConfig={"PageSize": 2})
        return [(item["DatabaseName"], item["FunctionName"]) for page in pages for item in page["UserDefinedFunctions"]]

    all_of_one = [("one", f"f{number}") for number in range(5)]
    assert names(Pattern=".*") == all_of_one + [("two", "g")]
    assert names(Pattern="*", DatabaseName="one") == all_of_one
    assert names(Pattern="f[12]") == [("one", "f1"), ("one", "f2")]
    assert names(Pattern="f") == [], "a pattern matches whole names"
    assert names(Pattern=".*", FunctionType="AGGREGATE_FUNCTION") == [("two", "g")]
    glue.delete_database(Name="one")
    assert names(Pattern=".*") == [("two", "g")]
