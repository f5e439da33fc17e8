using Connectors.Providers.Faasd.References;

namespace Connectors.Providers.Faasd.Tests.References;

public sealed class ImageReferenceTests
{
    private const string Hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36")]
    [InlineData("functions/nodeinfo", "docker.io/functions/nodeinfo:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox:latest")]
    [InlineData("ghcr.io/openfaas/cows:0.1", "ghcr.io/openfaas/cows:0.1")]
    [InlineData("localhost/x", "localhost/x:latest")]
    [InlineData("127.0.0.1:5000/a/b__c/d-e:V1_2.3-x", "127.0.0.1:5000/a/b__c/d-e:V1_2.3-x")]
    [InlineData("[::1]:5000/x", "[::1]:5000/x:latest")]
    [InlineData("GHCR.IO/x", "ghcr.io/x:latest")]
    [InlineData("busybox@sha256:" + Hex, "docker.io/library/busybox@sha256:" + Hex)]
    [InlineData(" busybox:1@sha256:" + Hex + " ", "docker.io/library/busybox:1@sha256:" + Hex)]
    public void Short_names_stand_for_long_ones(string text, string whole)
    {
        Assert.True(ImageReference.TryParse(text, out var reference, out var fault), fault);
        Assert.Equal(whole, reference.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Busybox")]
    [InlineData("busybox:")]
    [InlineData("busybox:-1")]
    [InlineData("busybox@sha256:abc")]
    [InlineData("busybox@md5:9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("ghcr.io/")]
    [InlineData("ghcr.io//x")]
    [InlineData("ghcr.io/../x")]
    [InlineData("ghcr.io/x?y")]
    [InlineData("ghcr.io:port/x")]
    [InlineData("user@ghcr.io/x")]
    [InlineData("http://ghcr.io/x")]
    [InlineData("x/\ny")]
    public void What_is_no_name_is_told_why(string text)
    {
        Assert.False(ImageReference.TryParse(text, out _, out var fault));
        Assert.Contains("is not the name of an image", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public void A_digest_wins_over_a_tag()
    {
        Assert.True(ImageReference.TryParse("busybox:1@sha256:" + Hex, out var reference, out _));
        Assert.Equal("sha256:" + Hex, reference.Selector);
    }
}
