using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Namespaces;

namespace Connectors.Providers.Faasd.Tests.Namespaces;

/// <summary>Namespaces of functions among containerd's.</summary>
public sealed class NamespaceLabelsTests
{
    [Fact]
    public void A_namespace_is_marked_and_comes_back_as_it_was_given()
    {
        var marked = new FunctionNamespace { Name = "dev", Labels = new Dictionary<string, string> { ["team"] = "blue" }, Annotations = new Dictionary<string, string> { ["openfaas"] = "1" } };
        var labels = NamespaceLabels.Of(marked);
        Assert.Equal("true", labels["openfaas"]);
        Assert.True(NamespaceLabels.HoldsFunctions(labels));
        var read = NamespaceLabels.Read("dev", labels);
        Assert.Equal(marked.Labels, read.Labels);
        Assert.Equal(marked.Annotations, read.Annotations);
    }

    [Fact]
    public void The_mark_of_a_user_stays_the_users()
    {
        var labels = NamespaceLabels.Of(new FunctionNamespace { Name = "dev", Labels = new Dictionary<string, string> { ["openfaas"] = "1" } });
        Assert.Equal("1", labels["openfaas"]);
        Assert.Equal("1", NamespaceLabels.Read("dev", labels).Labels!["openfaas"]);
    }

    [Fact]
    public void What_is_not_marked_or_was_removed_holds_no_functions()
    {
        Assert.False(NamespaceLabels.HoldsFunctions(new Dictionary<string, string> { ["openfaas"] = "false" }));
        Assert.False(NamespaceLabels.HoldsFunctions(new Dictionary<string, string>()));
        Assert.True(NamespaceLabels.IsLeaving(NamespaceLabels.OfLeaving()));
        Assert.False(NamespaceLabels.HoldsFunctions(NamespaceLabels.OfLeaving()));
    }
}
