using System.Text;
using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Tests.RecordWriting;

public sealed class RecordWriterTests
{
    private static readonly CallRecord Least = new()
    {
        Id = "a-1",
        Queue = "faas-request",
        Function = "echo",
        Namespace = "openfaas-fn",
        State = InvocationState.Queued,
        Accepted = 638_000_000_000_000_000,
    };

    private static readonly CallRecord Most = Least with
    {
        Correlation = "caller \"1\" <ü> 日本\n",
        Chosen = true,
        State = InvocationState.Retrying,
        Run = 3,
        Turn = 2,
        Due = long.MaxValue,
        Reason = "it's dead & gone",
        Attempts =
        [
            new InvocationAttempt { Run = 1, Number = 1, StartedAt = DateTimeOffset.Parse("2026-01-31T12:00:00.1234567Z"), Worker = "w1" },
            new InvocationAttempt
            {
                Run = 3, Number = 2, StartedAt = DateTimeOffset.Parse("2026-01-31T12:00:00+01:00"), Seconds = 0.1 + 0.2, Status = 503, Error = "späť", Worker = "w2",
            },
        ],
        Used = 1,
        UnreachableSince = DateTimeOffset.Parse("2026-01-31T12:00:00Z"),
        Lease = new LeaseEntry("t", "i", "w", 7, ulong.MaxValue, InvocationState.Queued),
        EndedBy = "t0",
        Callback = new CallbackEntry("http://127.0.0.1:1/?a=b&c=d", CallbackState.Delivered, 2, "refused", 5, "l"),
        Result = new ResultEntry(200, 12, 9),
        Keep = false,
        Line = "line",
        Dedup = "key",
        Body = "object",
    };

    public static TheoryData<string> Records => [.. Samples.Keys];

    private static Dictionary<string, CallRecord> Samples => Enum.GetValues<InvocationState>()
        .ToDictionary(state => state.ToString(), state => Least with { State = state })
        .Concat(Enum.GetValues<CallbackState>().ToDictionary(state => "callback " + state, state => Least with { Callback = new CallbackEntry("u", state) }))
        .Append(new("least", Least))
        .Append(new("most", Most))
        .Append(new("of a later release", Most with { Later = new() { ["mood"] = JsonSerializer.SerializeToElement("good") } }))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    [Theory]
    [MemberData(nameof(Records))]
    public void It_writes_what_the_serializer_would(string name)
    {
        var record = Samples[name];
        Assert.Equal(
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.CallRecord)),
            Encoding.UTF8.GetString(RecordStore.Bytes(record)));
    }

    [Fact]
    public void No_member_is_forgotten()
    {
        var written = JsonDocument.Parse(RecordStore.Bytes(Most)).RootElement;
        var members = RecordJson.Default.CallRecord.Properties.Where(member => !member.IsExtensionData && member.Get is not null).Select(member => member.Name);
        Assert.Equal(members.Order(), written.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public void A_short_record_after_a_long_one_is_whole()
    {
        RecordStore.Bytes(Most with { Reason = new string('x', 100_000) });
        Assert.Equal(Least.Id, RecordStore.Parse(RecordStore.Bytes(Least)).Id);
    }
}
