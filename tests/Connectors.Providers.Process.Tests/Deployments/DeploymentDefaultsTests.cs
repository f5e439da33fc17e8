using Connectors.Core.Functions;
using Connectors.Providers.Process.Deployments;

namespace Connectors.Providers.Process.Tests.Deployments;

public sealed class DeploymentDefaultsTests
{
    private static readonly string Root = Path.GetTempPath().TrimEnd('/');

    [Theory]
    [InlineData("", "fn")]
    [InlineData(null, "fn")]
    [InlineData("dev", "dev")]
    public void A_namespace_that_is_not_named_is_the_configured_one(string? named, string expected) =>
        Assert.Equal(expected, new DeploymentDefaults("fn", Root).Complete(new FunctionDeployment { Namespace = named }).Namespace);

    [Theory]
    [InlineData("dir:.", "")]
    [InlineData("dir:./not-there", "/not-there")]
    [InlineData("dir:not-there:latest", "/not-there")]
    [InlineData("dir:./:latest", "")]
    public void A_relative_directory_leads_from_the_root_without_the_tag_that_clients_add(string image, string expected) =>
        Assert.Equal("dir:" + Root + expected, new DeploymentDefaults("fn", Root).Complete(new FunctionDeployment { Image = image }).Image!.TrimEnd('/'));

    [Theory]
    [InlineData("shout:latest")]
    [InlineData("ghcr.io/x/y:1")]
    public void Other_images_stay_as_they_are(string image) =>
        Assert.Equal(image, new DeploymentDefaults("fn", Root).Complete(new FunctionDeployment { Image = image }).Image);

    [Fact]
    public void Without_a_root_a_relative_directory_stays_as_it_is() =>
        Assert.Equal("dir:./x", new DeploymentDefaults("fn", null).Complete(new FunctionDeployment { Image = "dir:./x" }).Image);
}
