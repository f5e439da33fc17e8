using Connectors.Core.Functions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Core.Tests.Functions;

public sealed class GoneFunctionsTests
{
    private static readonly FunctionName one = new("one", "openfaas-fn");
    private static readonly FunctionName two = new("two", "openfaas-fn");
    private static readonly HashSet<FunctionName> none = [];
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_function_is_gone_once_it_was_missed_for_an_hour()
    {
        var gone = new GoneFunctions(time);
        Assert.Empty(gone.Look([one, one, two], new HashSet<FunctionName> { two }));
        time.Advance(GoneFunctions.KeptFor - TimeSpan.FromTicks(1));
        Assert.Empty(gone.Look([one, two], new HashSet<FunctionName> { two }));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([one], gone.Look([one, one, two], new HashSet<FunctionName> { two }));
    }

    [Fact]
    public void One_that_comes_again_begins_anew()
    {
        var gone = new GoneFunctions(time);
        Assert.Empty(gone.Look([one], none));
        time.Advance(GoneFunctions.KeptFor / 2);
        Assert.Empty(gone.Look([one], new HashSet<FunctionName> { one }));
        time.Advance(GoneFunctions.KeptFor / 2);
        Assert.Empty(gone.Look([one], none));
        time.Advance(GoneFunctions.KeptFor);
        Assert.Equal([one], gone.Look([one], none));
    }
}
