namespace NATS.NKeys.Tests;

public sealed class KeyPairTests
{
    [Fact]
    public void A_public_key_follows_from_its_seed()
    {
        using var pair = KeyPair.FromSeed("SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY".AsSpan());
        Assert.StartsWith("U", pair.GetPublicKey(), StringComparison.Ordinal);
    }
}
