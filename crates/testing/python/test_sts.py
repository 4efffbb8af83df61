"""Who am I."""

import pytest
from botocore.exceptions import ClientError


def test_caller_identity(sts):
    who = sts.get_caller_identity()
    assert who["Account"] == "123456789012"
    assert who["Arn"].startswith("arn:aws:")
    assert who["UserId"]


def test_what_is_not_served_says_so(sts):
    with pytest.raises(ClientError) as error:
        sts.decode_authorization_message(EncodedMessage="x")
    assert "DecodeAuthorizationMessage" in str(error.value)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 501}
