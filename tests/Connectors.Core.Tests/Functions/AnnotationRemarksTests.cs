using Connectors.Core.Functions;

namespace Connectors.Core.Tests.Functions;

public sealed class AnnotationRemarksTests
{
    [Theory]
    [InlineData("com.openfaas.retry.atempts", "5", "annotation com.openfaas.retry.atempts is not known; did you mean com.openfaas.retry.attempts?")]
    [InlineData("com.openfaas.retry.max-wait", "5s", "annotation com.openfaas.retry.max-wait is not known; did you mean com.openfaas.retry.max_wait?")]
    [InlineData("com.openfaas.Queue", "slow", "annotation com.openfaas.Queue is not known; did you mean com.openfaas.queue?")]
    [InlineData("com.openfaas.auht", "token", "annotation com.openfaas.auht is not known; did you mean com.openfaas.auth?")]
    [InlineData("com.openfaas.auth.secrets", "t", "annotation com.openfaas.auth.secrets is not known; did you mean com.openfaas.auth.secret?")]
    [InlineData("com.openfaas.retry.attempts", "many", "annotation com.openfaas.retry.attempts 'many' is not a whole number from 1 to 1000; the default is used")]
    [InlineData("com.openfaas.retry.codes", "5xx", "annotation com.openfaas.retry.codes '5xx' is not a comma-separated list of statuses from 400 to 599; the default is used")]
    [InlineData("com.openfaas.retry.min_wait", "soon", "annotation com.openfaas.retry.min_wait 'soon' is not a duration from 0s to 24h0m0s such as 30s; the default is used")]
    [InlineData("com.openfaas.scale.min", "2", "annotation com.openfaas.scale.min is without effect; scaling is steered by labels, write it there")]
    [InlineData("schedule", "* * * * *", "annotation schedule is without effect without the annotation topic: cron-function")]
    public void What_is_without_effect_is_told(string key, string value, string remark) => Assert.Equal([remark], AnnotationRemarks.Of(new Dictionary<string, string> { [key] = value }));

    [Theory]
    [InlineData("com.openfaas.retry.attempts", "5")]
    [InlineData("com.openfaas.auth", "token")]
    [InlineData("com.openfaas.auth.secret", "shout-token")]
    [InlineData("com.openfaas.health.http.path", "/healthz")]
    [InlineData("com.openfaas.profile", "gpu")]
    [InlineData("com.openfaas.something.of.somebody.else", "x")]
    [InlineData("topic", "orders")]
    [InlineData("com.example.retry.atempts", "5")]
    public void What_is_known_or_somebody_elses_is_not(string key, string value) => Assert.Empty(AnnotationRemarks.Of(new Dictionary<string, string> { [key] = value }));

    [Theory]
    [InlineData("com.openfaas.auth", "com.openfaas.auth is an annotation, not a label: the function is open")]
    [InlineData("com.openfaas.Auth", "label com.openfaas.Auth is not known; did you mean the annotation com.openfaas.auth?")]
    [InlineData("com.openfaas.auth.secret", "com.openfaas.auth.secret is an annotation, not a label: the function is open")]
    public void A_label_that_protects_nothing_is_told(string label, string remark) =>
        Assert.Equal([remark], AnnotationRemarks.OfLabels(new Dictionary<string, string> { [label] = "token" }, null));

    [Theory]
    [InlineData("com.openfaas.scale.min")]
    [InlineData("com.openfaas.scale.target")]
    [InlineData("faas_function")]
    public void Other_labels_are_not(string label) => Assert.Empty(AnnotationRemarks.OfLabels(new Dictionary<string, string> { [label] = "1" }, null));

    [Fact]
    public void A_label_beside_the_annotation_of_its_name_is_not()
    {
        var both = new Dictionary<string, string> { ["com.openfaas.auth"] = "token" };
        Assert.Empty(AnnotationRemarks.OfLabels(both, both));
    }

    [Fact]
    public void Without_annotations_there_is_nothing_to_say() => Assert.Empty(AnnotationRemarks.Of(null));

    [Theory]
    [InlineData("cron-function")]
    [InlineData("orders, cron:cron-function")]
    public void A_schedule_beside_the_topic_of_schedules_is_not(string topic) =>
        Assert.Empty(AnnotationRemarks.Of(new Dictionary<string, string> { ["schedule"] = "* * * * *", ["topic"] = topic }));
}
