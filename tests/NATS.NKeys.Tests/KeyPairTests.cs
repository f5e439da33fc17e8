using System.Text;

namespace NATS.NKeys.Tests;

public sealed class KeyPairTests
{
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("a challenge");

    public static TheoryData<PrefixByte, string, string> Kinds => new()
    {
        { PrefixByte.Server, "N", "SN" },
        { PrefixByte.Cluster, "C", "SC" },
        { PrefixByte.Operator, "O", "SO" },
        { PrefixByte.Account, "A", "SA" },
        { PrefixByte.User, "U", "SU" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_new_pair_says_by_its_letters_what_it_is_for(PrefixByte kind, string letter, string seedLetters)
    {
        using var pair = KeyPair.CreatePair(kind);
        Assert.StartsWith(letter, pair.GetPublicKey(), StringComparison.Ordinal);
        Assert.Equal(56, pair.GetPublicKey().Length);
        Assert.StartsWith(seedLetters, pair.GetSeed(), StringComparison.Ordinal);
        Assert.Equal(58, pair.GetSeed().Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pair_comes_back_from_its_seed(PrefixByte kind, string letter, string seedLetters)
    {
        using var pair = KeyPair.CreatePair(kind);
        using var again = KeyPair.FromSeed(pair.GetSeed());
        Assert.Equal(pair.GetPublicKey(), again.GetPublicKey());
        Assert.Equal(pair.GetSeed(), again.GetSeed());
        Assert.Equal((letter, seedLetters), (again.GetPublicKey()[..1], again.GetSeed()[..2]));
    }

    [Fact]
    public void New_pairs_differ()
    {
        using var one = KeyPair.CreatePair(PrefixByte.User);
        using var other = KeyPair.CreatePair(PrefixByte.User);
        Assert.NotEqual(one.GetPublicKey(), other.GetPublicKey());
    }

    [Theory]
    [InlineData(PrefixByte.Seed)]
    [InlineData((PrefixByte)(23 << 3))]
    [InlineData((PrefixByte)1)]
    public void No_pair_is_made_for_what_has_no_keys(PrefixByte kind) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyPair.CreatePair(kind));

    [Fact]
    public void Who_has_the_public_key_alone_verifies()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.Account);
        using var shown = KeyPair.FromPublicKey(pair.GetPublicKey());
        var signature = Signed(pair);
        Assert.True(pair.Verify(Message, signature));
        Assert.True(shown.Verify(Message, signature));
        Assert.Equal(pair.GetPublicKey(), shown.GetPublicKey());
    }

    [Fact]
    public void Another_message_another_signature_and_another_key_are_refused()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        using var other = KeyPair.CreatePair(PrefixByte.User);
        var signature = Signed(pair);
        Assert.False(pair.Verify(Encoding.ASCII.GetBytes("another challenge"), signature));
        Assert.False(other.Verify(Message, signature));
        signature[0] ^= 1;
        Assert.False(pair.Verify(Message, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_none(int length)
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        Assert.False(pair.Verify(Message, new byte[length]));
    }

    [Fact]
    public void Only_the_place_of_the_signature_is_written()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        var room = new byte[70];
        pair.Sign(Message, room);
        Assert.True(pair.Verify(Message, room.AsMemory(0, 64)));
        Assert.Equal(new byte[6], room[64..]);
    }

    [Fact]
    public void A_signature_needs_room()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        Assert.Throws<ArgumentException>(() => pair.Sign(Message, new byte[63]));
    }

    [Fact]
    public void A_public_key_alone_neither_signs_nor_has_a_seed()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        using var shown = KeyPair.FromPublicKey(pair.GetPublicKey());
        Assert.Throws<InvalidOperationException>(() => shown.Sign(Message, new byte[64]));
        Assert.Throws<InvalidOperationException>(() => shown.GetSeed());
    }

    [Fact]
    public void A_disposed_pair_has_no_secret()
    {
        var pair = KeyPair.CreatePair(PrefixByte.User);
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.GetSeed());
        Assert.Throws<ObjectDisposedException>(() => pair.Sign(Message, new byte[64]));
    }

    private static byte[] Signed(KeyPair pair)
    {
        var signature = new byte[64];
        pair.Sign(Message, signature);
        return signature;
    }
}
