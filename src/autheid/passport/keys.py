"""Public keys and signatures as real passports have them: RSA, PSS, ECDSA, with named and explicit curves.

`cryptography` alone can't load a quarter of the world's signing certificates: their keys stand with explicit curve
parameters. A curve is used only when every parameter is that of a named one.
"""

from __future__ import annotations

from asn1crypto import algos
from asn1crypto.keys import PublicKeyInfo, RSAPublicKey
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from autheid.passport.structures import UNREADABLE

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
"""What real passports use. SHA-1 is still in the hands of people whose passports were made before 2012."""
LEAST_RSA_BITS = 2048  # ICAO 9303-12 §7.1.3
MOST_RSA_BITS = 8192

_CURVES: tuple[type[ec.EllipticCurve], ...] = (
    ec.SECP224R1,
    ec.SECP256R1,
    ec.SECP384R1,
    ec.SECP521R1,
    ec.BrainpoolP256R1,
    ec.BrainpoolP384R1,
    ec.BrainpoolP512R1,
)
_OIDS: dict[str, type[ec.EllipticCurve]] = {
    "1.3.132.0.33": ec.SECP224R1,
    "1.2.840.10045.3.1.7": ec.SECP256R1,
    "1.3.132.0.34": ec.SECP384R1,
    "1.3.132.0.35": ec.SECP521R1,
    "1.3.36.3.3.2.8.1.1.7": ec.BrainpoolP256R1,
    "1.3.36.3.3.2.8.1.1.11": ec.BrainpoolP384R1,
    "1.3.36.3.3.2.8.1.1.13": ec.BrainpoolP512R1,
}
# p, a, b and the generator of each (SEC 2 §2, RFC 5639 §3), for comparing explicit parameters.
_PARAMETERS: dict[type[ec.EllipticCurve], tuple[int, int, int, int, int]] = {
    ec.SECP224R1: (
        2**224 - 2**96 + 1,
        2**224 - 2**96 + 1 - 3,
        0xB4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4,
        0xB70E0CBD6BB4BF7F321390B94A03C1D356C21122343280D6115C1D21,
        0xBD376388B5F723FB4C22DFE6CD4375A05A07476444D5819985007E34,
    ),
    ec.SECP256R1: (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        2**256 - 2**224 + 2**192 + 2**96 - 1 - 3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    ec.SECP384R1: (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        2**384 - 2**128 - 2**96 + 2**32 - 1 - 3,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    ),
    ec.SECP521R1: (
        2**521 - 1,
        2**521 - 1 - 3,
        0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
        0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
    ),
    ec.BrainpoolP256R1: (
        0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
        0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
        0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
        0x8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262,
        0x547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997,
    ),
    ec.BrainpoolP384R1: (
        0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123ACD3A729901D1A71874700133107EC53,
        0x7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F8AA5814A503AD4EB04A8C7DD22CE2826,
        0x04A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D57CB4390295DBC9943AB78696FA504C11,
        0x1D1C64F068CF45FFA2A63A81B7C13F6B8847A3E77EF14FE3DB7FCAFE0CBD10E8E826E03436D646AAEF87B2E247D4AF1E,
        0x8ABE1D7520F9C2A45CB1EB8E95CFD55262B70B29FEEC5864E19C054FF99129280E4646217791811142820341263C5315,
    ),
    ec.BrainpoolP512R1: (
        0xAADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA703308717D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3,
        0x7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA,
        0x3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723,
        0x81AEE4BDD82ED9645A21322E9C4C6A9385ED9F70B5D916C1B43B62EEF4D0098EFF3B1F78E2D0D48D50D1687B93B97D5F7C6D5047406A5E688B352209BCB9F822,
        0x7DDE385D566332ECC0EABFA9CF7822FDF209F70024A57B1AA000C55B881F8111B2DCDE494A5F485E5BCA4BD88A2763AED1CA2B2FA8F0540678CD1E0F3AD80892,
    ),
}


class WeakOrUnknown(ValueError):
    """An algorithm, a curve or a key that is not accepted; the sentence says which."""


def public_key_of(info: PublicKeyInfo) -> PublicKey:
    """A public key. Raises WeakOrUnknown, or ValueError when it is none."""
    try:
        kind = info.algorithm
        if kind in {"rsa", "rsassa_pss"}:
            return _rsa_key(info)
        if kind == "ec":
            curve = _curve_of(info["algorithm"]["parameters"])
            return ec.EllipticCurvePublicKey.from_encoded_point(curve(), bytes(info["public_key"]))
    except WeakOrUnknown:
        raise
    except (*UNREADABLE, UnsupportedAlgorithm):
        raise ValueError("its public key can't be read") from None
    raise WeakOrUnknown(f"keys of the kind {kind} are not accepted")


def explicit_parameters(curve: ec.EllipticCurve) -> tuple[int, int, int, int, int, int]:
    """p, a, b, the generator and its order."""
    return (*_PARAMETERS[type(curve)], curve.group_order)


def name_of_key(key: PublicKey) -> str:
    """A key in words."""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA with {key.key_size} bits"
    return key.curve.name


def _rsa_key(info: PublicKeyInfo) -> rsa.RSAPublicKey:
    numbers = RSAPublicKey.load(bytes(info["public_key"]), strict=True)
    modulus, exponent = numbers["modulus"].native, numbers["public_exponent"].native
    if not LEAST_RSA_BITS <= modulus.bit_length() <= MOST_RSA_BITS:
        raise WeakOrUnknown(f"RSA keys of {modulus.bit_length()} bits are not accepted")
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _curve_of(parameters: object) -> type[ec.EllipticCurve]:
    name, chosen = parameters.name, parameters.chosen  # type: ignore[attr-defined]
    if name == "named":
        curve = _OIDS.get(chosen.dotted)
        if curve is None:
            raise WeakOrUnknown("this curve is not accepted")
        return curve
    if name != "specified":
        raise WeakOrUnknown("a curve must be named or given whole")
    field, order = chosen["field_id"]["parameters"].native, chosen["order"].native
    a, b = (int.from_bytes(chosen["curve"][one].native, "big") for one in ("a", "b"))
    base: bytes = chosen["base"].native
    for curve in _CURVES:
        if _PARAMETERS[curve][:3] == (field, a, b) and _is_base(curve, base) and order == curve().group_order:
            return curve
    raise WeakOrUnknown("the given curve is none that is known")


def _is_base(curve: type[ec.EllipticCurve], base: bytes) -> bool:
    """Whether this is the curve's generator, compressed or not (SEC 1 §2.3.3)."""
    _, _, _, x, y = _PARAMETERS[curve]
    size = (_PARAMETERS[curve][0].bit_length() + 7) // 8
    compressed = bytes((2 + y % 2,)) + x.to_bytes(size, "big")
    return base in {compressed, b"\x04" + x.to_bytes(size, "big") + y.to_bytes(size, "big")}


def check_signature(
    key: PublicKey,
    *,
    signature: bytes,
    message: bytes,
    algorithm: algos.SignedDigestAlgorithm,
    digest_algorithm: str | None = None,
) -> str:
    """The scheme in words. `digest_algorithm` is what a CMS signer names beside a scheme that names none.

    Raises WeakOrUnknown for the scheme, InvalidSignature when the signature is another's.
    """
    try:
        scheme = algorithm["algorithm"].native
        if scheme == "rsassa_pss":
            return _check_pss(key, signature, message, algorithm["parameters"])
        named = digest_algorithm if scheme in {"rsassa_pkcs1v15", "ecdsa"} else algorithm.hash_algo
    except UNREADABLE:
        raise WeakOrUnknown("this signature scheme is not accepted") from None
    if named not in HASHES:
        raise WeakOrUnknown(f"signatures with {named} are not accepted")
    chosen = HASHES[named]()
    words = named.upper().replace("SHA", "SHA-")
    if isinstance(key, rsa.RSAPublicKey):
        if "rsa" not in scheme:
            raise InvalidSignature
        key.verify(signature, message, padding.PKCS1v15(), chosen)
        return f"RSA PKCS #1 v1.5 with {words}, {name_of_key(key)}"
    if "ecdsa" not in scheme:
        raise InvalidSignature
    _check_ecdsa(key, signature, message, chosen)
    return f"ECDSA with {words} on {name_of_key(key)}"


def _check_ecdsa(
    key: ec.EllipticCurvePublicKey, signature: bytes, message: bytes, chosen: hashes.HashAlgorithm
) -> None:
    size = (key.curve.key_size + 7) // 8
    if len(signature) == 2 * size and signature[:1] != b"\x30":
        # Plain r ‖ s, as BSI TR-03111 §5.2.1 has it.
        r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
        signature = encode_dss_signature(r, s)
    key.verify(signature, message, ec.ECDSA(chosen))


def _check_pss(key: PublicKey, signature: bytes, message: bytes, parameters: algos.RSASSAPSSParams) -> str:
    named = parameters["hash_algorithm"]["algorithm"].native
    masked = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    if named not in HASHES or masked not in HASHES:
        raise WeakOrUnknown(f"PSS with {named} and {masked} is not accepted")
    if not isinstance(key, rsa.RSAPublicKey):
        raise InvalidSignature
    salt = parameters["salt_length"].native
    scheme = padding.PSS(padding.MGF1(HASHES[masked]()), salt)
    key.verify(signature, message, scheme, HASHES[named]())
    return f"RSASSA-PSS with {named.upper().replace('SHA', 'SHA-')}, {name_of_key(key)}"
