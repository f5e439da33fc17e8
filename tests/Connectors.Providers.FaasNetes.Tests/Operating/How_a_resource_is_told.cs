using System.Text.Json;
using Connectors.Providers.FaasNetes.Operating;
using Connectors.Providers.FaasNetes.Operating.Resources;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

public sealed class How_a_resource_is_told
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void One_that_takes_calls_is_ready_and_healthy() => Assert.Equal(
        "Ready=True/Reconciled Healthy=True/Available Reconciling=False/Reconciled Stalled=False/Reconciled",
        Told(FunctionConditions.Status(Resource(), null, Deployment(wanted: 1, updated: 1), [Pod()], Now)));

    [Fact]
    public void One_whose_pods_are_being_replaced_is_reconciling_and_takes_calls() => Assert.Equal(
        "Ready=True/Reconciled Healthy=True/Available Reconciling=True/RollingOut Stalled=False/Reconciled",
        Told(FunctionConditions.Status(Resource(), null, Deployment(wanted: 2, updated: 1), [Pod()], Now)));

    [Fact]
    public void One_that_starts_is_not_healthy() => Assert.Equal(
        "Ready=True/Reconciled Healthy=False/Unavailable Reconciling=True/RollingOut Stalled=False/Reconciled",
        Told(FunctionConditions.Status(Resource(), null, Deployment(wanted: 1, updated: 1), [], Now)));

    [Fact]
    public void One_at_zero_is_healthy_for_a_call_starts_it() => Assert.Equal(
        "Ready=True/Reconciled Healthy=True/ScaledToZero Reconciling=False/Reconciled Stalled=False/Reconciled",
        Told(FunctionConditions.Status(Resource(), null, Deployment(wanted: 0, updated: 0), [], Now)));

    [Fact]
    public void One_that_cannot_be_is_stalled_and_what_runs_of_it_still_takes_calls() => Assert.Equal(
        "Ready=False/Refused Healthy=True/Available Reconciling=False/Refused Stalled=True/Refused",
        Told(FunctionConditions.Status(Resource(), new Obstacle("Refused", "no", IsLasting: true), Deployment(wanted: 1, updated: 1), [Pod()], Now)));

    [Fact]
    public void What_passes_by_itself_does_not_stall_it() => Assert.Equal(
        "Ready=False/ClusterUnavailable Healthy=False/NoDeployment Reconciling=True/ClusterUnavailable Stalled=False/Reconciled",
        Told(FunctionConditions.Status(Resource(), new Obstacle("ClusterUnavailable", "away", IsLasting: false), null, [], Now)));

    [Fact]
    public void A_condition_keeps_the_time_of_its_last_change_and_the_same_told_again_is_the_same()
    {
        var resource = Resource();
        var first = FunctionConditions.Status(resource, null, Deployment(wanted: 1, updated: 1), [Pod()], Now);
        Assert.All(first.Conditions, one => Assert.Equal(new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc), one.LastTransitionTime));
        resource.Status = JsonSerializer.Deserialize<FunctionResourceStatus>(JsonSerializer.Serialize(first));
        var again = FunctionConditions.Status(resource, null, Deployment(wanted: 1, updated: 1), [Pod()], Now.AddHours(1));
        Assert.True(FunctionConditions.AreSame(resource.Status, again));
        var worse = FunctionConditions.Status(resource, null, Deployment(wanted: 1, updated: 1), [], Now.AddHours(1));
        Assert.False(FunctionConditions.AreSame(resource.Status, worse));
        Assert.Equal(4, worse.Conditions.Single(one => one.Type == "Healthy").LastTransitionTime.Hour);
        Assert.Equal(3, worse.Conditions.Single(one => one.Type == "Ready").LastTransitionTime.Hour);
    }

    [Theory]
    [InlineData("""{"name":"f","image":"i","environment":{"a":1}}""", "spec.environment.a cannot be read")]
    [InlineData("""{"name":"f","image":"i","secrets":"one"}""", "spec.secrets cannot be read")]
    [InlineData("""{"name":["f"],"image":"i"}""", "spec.name cannot be read")]
    [InlineData("null", "spec is missing")]
    public void What_cannot_be_read_is_named(string spec, string fault)
    {
        var resource = Resource();
        resource.Spec = JsonDocument.Parse(spec).RootElement;
        Assert.Null(FunctionSpec.Read(resource, out var told));
        Assert.StartsWith(fault, told, StringComparison.Ordinal);
        Assert.Equal("f", FunctionSpec.Name(resource));
    }

    [Fact]
    public void A_deployment_written_as_a_spec_is_read_as_it_was()
    {
        var resource = Resource();
        var function = new Core.Functions.FunctionDeployment
        {
            Service = "f",
            Namespace = "openfaas-fn",
            Image = "i:1",
            EnvProcess = "cat",
            EnvVars = new Dictionary<string, string> { ["a"] = "b" },
            Labels = new Dictionary<string, string> { ["l"] = "1" },
            Annotations = new Dictionary<string, string> { ["topic"] = "t" },
            Constraints = ["arch=arm64"],
            Secrets = ["s"],
            Limits = new Core.Functions.FunctionResources { Memory = "64Mi" },
            Requests = new Core.Functions.FunctionResources { Cpu = "10m", Memory = "1Mi" },
            ReadOnlyRootFilesystem = true,
        };
        resource.Spec = FunctionSpec.Of(function);
        Assert.Equivalent(function, FunctionSpec.Read(resource, out _), strict: true);
    }

    [Fact]
    public void What_fails_is_tried_again_each_time_later_and_at_once_when_it_changes()
    {
        var progress = new Progress();
        var now = Now;
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            Assert.True(progress.IsDue("one", now));
            progress.Note("one", "one", new Obstacle("Refused", "no", IsLasting: true), now);
            Assert.False(progress.IsDue("one", now));
            waits.Add((progress.NextLook!.Value - now).TotalSeconds);
            now = progress.NextLook.Value;
        }
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
        Assert.True(progress.IsDue("two", now.AddSeconds(-1)));
        progress.Note("two", "two", null, now);
        Assert.Null(progress.NextLook);
        Assert.False(progress.IsDue("two", now.AddDays(1)));
    }

    [Fact]
    public void What_has_changed_something_is_done_once_more()
    {
        var progress = new Progress();
        progress.Note("before", "after", null, Now);
        Assert.True(progress.IsDue("after", Now));
        progress.Note("after", "after", null, Now);
        Assert.False(progress.IsDue("after", Now));
    }

    private static string Told(FunctionResourceStatus status) => string.Join(' ', status.Conditions.Select(one => $"{one.Type}={one.Status}/{one.Reason}"));

    private static FunctionResource Resource() => new() { Metadata = new V1ObjectMeta { Name = "f", NamespaceProperty = "openfaas-fn", Uid = "u", Generation = 3 } };

    private static V1Deployment Deployment(int wanted, int updated) => new()
    {
        Metadata = new V1ObjectMeta { Name = "f", Generation = 1 },
        Spec = new V1DeploymentSpec { Replicas = wanted, Template = new V1PodTemplateSpec() },
        Status = new V1DeploymentStatus { ObservedGeneration = 1, Replicas = updated, UpdatedReplicas = updated },
    };

    private static V1Pod Pod() => new()
    {
        Metadata = new V1ObjectMeta { Name = "p" },
        Status = new V1PodStatus { PodIP = "10.0.0.1", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
    };
}
