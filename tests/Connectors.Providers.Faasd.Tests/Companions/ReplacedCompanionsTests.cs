using System.Runtime.InteropServices;
using Connectors.Providers.Faasd.Companions;

namespace Connectors.Providers.Faasd.Tests.Companions;

public sealed class ReplacedCompanionsTests
{
    [Theory]
    [InlineData("ghcr.io/openfaas/gateway:0.27.13", true)]
    [InlineData("openfaas/queue-worker", true)]
    [InlineData("registry:5000/openfaas/gateway@sha256:00", true)]
    [InlineData("docker.io/library/nats:2.9", false)]
    [InlineData("example.com/notopenfaas/gateway:1", false)]
    [InlineData("openfaas/gateway-of-mine:1", false)]
    public void What_the_hub_does_itself_is_known_by_its_image(string image, bool isReplaced) => Assert.Equal(isReplaced, ReplacedCompanions.Replacement(image) is not null);

    [Theory]
    [InlineData(Architecture.Arm64, "-arm64")]
    [InlineData(Architecture.X64, "")]
    public void The_end_of_images_names_follows_the_processor(Architecture architecture, string suffix)
    {
        Assert.Equal(suffix, ComposeVariables.Of(architecture, _ => null)("ARCH_SUFFIX"));
        Assert.Equal("x", ComposeVariables.Of(architecture, _ => "x")("ARCH_SUFFIX"));
        Assert.Null(ComposeVariables.Of(architecture, _ => null)("OTHER"));
    }
}
