using System.Text;

namespace NATS.NKeys.Tests;

/// <summary>What others have published about the algorithms and the text.</summary>
public sealed class KnownVectorTests
{
    // Of the NATS documentation on nkey authentication.
    private const string DocumentedSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private const string DocumentedUser = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    [Fact]
    public void The_documented_seed_has_the_documented_user()
    {
        using var pair = KeyPair.FromSeed(DocumentedSeed);
        Assert.Equal(DocumentedUser, pair.GetPublicKey());
        Assert.Equal(DocumentedSeed, pair.GetSeed());
    }

    // RFC 8032, section 7.1, tests 1 and 2.
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Signatures_are_those_of_the_RFC(string seed, string key, string message, string signature)
    {
        using var pair = KeyPair.FromSeed(NKeyText.Seed(PrefixByte.User, Convert.FromHexString(seed)));
        Assert.Equal(NKeyText.PublicKey(PrefixByte.User, Convert.FromHexString(key)), pair.GetPublicKey());
        var signed = new byte[64];
        pair.Sign(Convert.FromHexString(message), signed);
        Assert.Equal(signature, Convert.ToHexStringLower(signed));
    }

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_RFC(string plain, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(plain);
        Assert.Equal(text, Base32.Encode(bytes));
        var read = new byte[bytes.Length];
        Assert.Equal(-1, Base32.Decode(text, read));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void The_checksum_is_the_catalogue_s() => Assert.Equal(0x31C3, Crc16.Of("123456789"u8));
}
