using Connectors.Providers.FaasNetes.Watching;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Watching;

public class Pods_by_function
{
    private readonly ObjectCache<V1Pod> pods = new(() => { });
    private readonly PodGroups groups;

    public Pods_by_function() => groups = new PodGroups(pods);

    [Fact]
    public void The_list_of_a_function_is_the_same_until_one_of_its_pods_changes()
    {
        pods.Put(Pod("a1", "a", 1));
        pods.Put(Pod("a2", "a", 2));
        pods.Put(Pod("b1", "b", 3));
        var before = groups.Of("a");
        Assert.Equal(["a1", "a2"], before.Select(pod => pod.Metadata.Name).Order());
        pods.Put(Pod("b1", "b", 4));
        Assert.Same(before, groups.Of("a"));
        pods.Put(Pod("a1", "a", 5));
        Assert.Equal(["2", "5"], groups.Of("a").Select(pod => pod.Metadata.ResourceVersion).Order());
        pods.Remove(Pod("a1", "a", 6));
        pods.Remove(Pod("a2", "a", 7));
        Assert.Empty(groups.Of("a"));
    }

    [Fact]
    public void A_pod_whose_label_was_edited_leaves_its_function_and_one_without_belongs_to_none()
    {
        pods.Put(Pod("a1", "a", 1));
        Assert.Single(groups.Of("a"));
        pods.Put(Pod("a1", "other", 2));
        Assert.Empty(groups.Of("a"));
        Assert.Single(groups.Of("other"));
        pods.Put(Pod("a1", null, 3));
        Assert.Empty(groups.Of("other"));
    }

    private static V1Pod Pod(string name, string? function, int version) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Uid = name, ResourceVersion = $"{version}", Labels = function is null ? null : new Dictionary<string, string> { ["faas_function"] = function } },
    };
}
