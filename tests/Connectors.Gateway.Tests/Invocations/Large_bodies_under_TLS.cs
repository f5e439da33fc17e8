using System.Net;
using Connectors.Gateway.Invocations.Duplex;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>A function reached by https, as behind a provider elsewhere, is called in the client's own way whatever the body.</summary>
public sealed class Large_bodies_under_TLS
{
    [Fact]
    public async Task They_go_by_the_client_itself()
    {
        var inner = new Inner();
        using var invoker = new HttpMessageInvoker(new DuplexHandler(inner, TimeSpan.FromSeconds(1), TimeProvider.System));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://127.0.0.1:9/") { Version = HttpVersion.Version11, Content = new ByteArrayContent(new byte[1 << 20]) };
        using var answer = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Same(request, inner.Seen);
    }

    private sealed class Inner : HttpMessageHandler
    {
        public HttpRequestMessage? Seen { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request;
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
