using Connectors.Core.Functions;
using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Broken_bodies
{
    [Fact]
    public async Task A_body_that_breaks_off_is_the_callers_own_fault()
    {
        var (context, settings) = (new DefaultHttpContext(), new GatewaySettings());
        using var client = new UpstreamClient(settings, TimeProvider.System);
        var transformer = new FunctionTransformer("/", CallIdentity.Of(context.Request.Headers, TimeProvider.System), null);
        var forwarding = new HttpForwarding(context, new FunctionName("echo", "openfaas-fn"), transformer, new BreakingForwarder(), client, new ForwardingKinds(settings.UpstreamTimeout), TimeProvider.System);

        var failure = await forwarding.ForwardAsync(new Uri("http://127.0.0.1:1/"), TestContext.Current.CancellationToken);

        Assert.Equal((400, "the request body broke off", false), (failure!.Status, failure.Line, failure.MayTryAnotherReplica));
    }

    /// <summary>Sees the caller's connection reset while its body is sent on.</summary>
    private sealed class BreakingForwarder : IHttpForwarder
    {
        public ValueTask<ForwarderError> SendAsync(
            HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer)
        {
            context.Features.Set<IForwarderErrorFeature>(new Broken(new IOException("connection reset by peer")));
            return new(ForwarderError.RequestBodyClient);
        }
    }

    private sealed record Broken(Exception? Exception) : IForwarderErrorFeature
    {
        public ForwarderError Error => ForwarderError.RequestBodyClient;
    }
}
