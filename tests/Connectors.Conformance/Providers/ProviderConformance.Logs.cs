using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    private async Task<List<string>> LinesAsync(FunctionLogQuery query)
    {
        var lines = new List<string>();
        await foreach (var line in Provider.Logs.Read(query, Cancellation)!)
            lines.Add(line.Text);
        return lines;
    }

    /// <summary>Follows a function's log until a line of that text; returns it.</summary>
    private async Task<FunctionLogLine> LineAsync(FunctionName function, string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        await foreach (var line in Provider.Logs.Read(new FunctionLogQuery { Function = function, Follow = true }, deadline.Token)!)
        {
            if (line.Text == text)
                return line;
        }
        throw new InvalidOperationException($"the log ended before '{text}'");
    }

    [Fact]
    public async Task What_a_function_writes_is_in_its_log()
    {
        var name = await RunAsync(Subject.Write("writer"));
        await CallAsync(name, "good morning");
        var line = await LineAsync(name, "good morning");
        Assert.Equal("writer", line.Name);
        Assert.Equal(FunctionName.DefaultNamespace, line.Namespace);
        Assert.NotEmpty(line.Instance);
        Assert.NotEqual(default, line.Timestamp);
    }

    [Fact]
    public async Task Tail_since_and_instance_choose_lines()
    {
        var name = await RunAsync(Subject.Write("writer"));
        await CallAsync(name, "one");
        var one = await LineAsync(name, "one");
        await CallAsync(name, "two");
        var two = await LineAsync(name, "two");
        var all = await LinesAsync(new FunctionLogQuery { Function = name });
        Assert.Contains("one", all);
        Assert.Equal(all[^1..], await LinesAsync(new FunctionLogQuery { Function = name, Tail = 1 }));
        Assert.Equal(all, await LinesAsync(new FunctionLogQuery { Function = name, Tail = 1000 }));
        var since = await LinesAsync(new FunctionLogQuery { Function = name, Since = two.Timestamp });
        Assert.Contains("two", since);
        Assert.DoesNotContain("one", since);
        Assert.Contains("one", await LinesAsync(new FunctionLogQuery { Function = name, Instance = one.Instance }));
        Assert.Empty(await LinesAsync(new FunctionLogQuery { Function = name, Instance = "nobody" }));
    }

    [Fact]
    public async Task Following_sees_new_lines_and_ends_when_the_function_is_removed()
    {
        var name = await RunAsync(Subject.Write("writer"));
        await CallAsync(name, "before");
        await LineAsync(name, "before");
        var seen = new TaskCompletionSource();
        var following = FollowAsync(name, "after", seen);
        await CallAsync(name, "after");
        await seen.Task.WaitAsync(Patience, Cancellation);
        await Provider.Deployment.DeleteAsync(name, Cancellation);
        await following.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public void The_log_of_an_unknown_function_is_null() =>
        Assert.Null(Provider.Logs.Read(new FunctionLogQuery { Function = Named("nobody") }, Cancellation));

    private async Task FollowAsync(FunctionName function, string text, TaskCompletionSource seen)
    {
        await foreach (var line in Provider.Logs.Read(new FunctionLogQuery { Function = function, Follow = true }, Cancellation)!)
        {
            if (line.Text == text)
                seen.TrySetResult();
        }
    }
}
