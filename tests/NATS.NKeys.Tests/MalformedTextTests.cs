using System.Buffers.Binary;

namespace NATS.NKeys.Tests;

public sealed class MalformedTextTests
{
    private const string Seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private const string User = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData(Seed + "A")]
    [InlineData(" " + Seed)]
    [InlineData(Seed + "\n")]
    [InlineData(User)]
    public void A_seed_of_another_length_is_refused(string text) => RefusedSeed(text, $"has 58 characters; this text has {text.Length}");

    [Fact]
    public void Seeds_one_character_short_are_refused() => RefusedSeed(Seed[..^1], "this text has 57");

    [Theory]
    [InlineData('0')]
    [InlineData('1')]
    [InlineData('8')]
    [InlineData('a')]
    [InlineData('=')]
    [InlineData(' ')]
    [InlineData('é')]
    [InlineData('\0')]
    [InlineData('\uFF21')]
    public void A_seed_with_a_foreign_character_is_refused_with_its_place(char foreign) =>
        RefusedSeed(Seed[..9] + foreign + Seed[10..], "character 10");

    [Fact]
    public void Every_single_change_of_a_seed_is_found()
    {
        for (var i = 0; i < Seed.Length; i++)
        {
            foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".Where(letter => letter != Seed[i]))
                Assert.Throws<FormatException>(() => KeyPair.FromSeed(Seed[..i] + other + Seed[(i + 1)..]));
        }
    }

    [Fact]
    public void A_changed_character_breaks_the_checksum() => RefusedSeed(Seed[..9] + 'B' + Seed[10..], "checksum");

    [Fact]
    public void Swapped_characters_break_the_checksum() => RefusedSeed(Seed[..5] + Seed[6] + Seed[5] + Seed[7..], "checksum");

    [Fact]
    public void Bits_that_stand_for_nothing_are_zero()
    {
        // 36 bytes are 57.6 characters: the last has two bits too many.
        Assert.Equal('Y', Seed[^1]);
        RefusedSeed(Seed[..^1] + 'Z', "character 58");
    }

    [Fact]
    public void A_text_of_a_seed_s_length_that_is_none_is_refused() => RefusedSeed(Sealed([0xA0, 0, .. new byte[32]]), "begins with S");

    [Theory]
    [InlineData(0x95, 23 << 6 & 0xFF)] // a curve key's
    [InlineData(0x95, 0x01)] // bits between prefix and seed
    [InlineData(0x90, 0x08)] // for nothing known
    public void A_seed_for_something_else_is_refused(byte first, byte second) => RefusedSeed(Sealed([first, second, .. new byte[32]]), "for something else");

    [Theory]
    [InlineData("")]
    [InlineData(User + "A")]
    [InlineData(Seed)]
    public void A_public_key_of_another_length_is_refused(string text) => RefusedPublicKey(text, "has 56 characters");

    [Fact]
    public void A_public_key_with_a_foreign_character_is_refused() => RefusedPublicKey(User[..5] + 'u' + User[6..], "character 6");

    [Fact]
    public void A_changed_public_key_is_refused() => RefusedPublicKey(User[..5] + 'A' + User[6..], "checksum");

    [Fact]
    public void A_public_key_for_something_else_is_refused() => RefusedPublicKey(Sealed([23 << 3, .. new byte[32]]), "begins with X");

    [Fact]
    public void What_is_wrong_is_said_without_the_secret()
    {
        var text = Seed[..9] + 'B' + Seed[10..];
        Assert.DoesNotContain(Seed[10..20], Assert.Throws<FormatException>(() => KeyPair.FromSeed(text)).ToString(), StringComparison.Ordinal);
    }

    private static void RefusedSeed(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => KeyPair.FromSeed(text)).Message, StringComparison.Ordinal);

    private static void RefusedPublicKey(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => KeyPair.FromPublicKey(text)).Message, StringComparison.Ordinal);

    private static string Sealed(byte[] bytes)
    {
        var sum = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(sum, Crc16.Of(bytes));
        return Base32.Encode([.. bytes, .. sum]);
    }
}
