using System.Net;
using Connectors.Core.Checkpoints;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.Checkpoints;

public sealed class Checkpoints_over_http
{
    private const string Key = "cron/tick.openfaas-fn/CRON_TZ=Asia/Tōkyō */5 * * * ? & # % +";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkpoint_is_set_by_whoever_knows_its_version_and_by_nobody_else()
    {
        await using var host = await StartAsync();
        using (var none = await GetAsync(host))
            Assert.Equal((HttpStatusCode.NotFound, "\"0\""), (none.StatusCode, none.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(host, "one", "\"0\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(host, "another first", "\"0\""));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(host, "two", "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(host, "late", "\"1\""));
        using var stored = await GetAsync(host);
        Assert.Equal((HttpStatusCode.OK, "\"2\"", "two"), (stored.StatusCode, stored.Headers.ETag!.Tag, await stored.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal([Key], host.Store.Keys);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("\"x\"")]
    [InlineData("\"-1\"")]
    [InlineData("*")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData(null)]
    public async Task A_write_that_names_no_version_is_refused(string? version)
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(host, "one", version));
        Assert.Empty(host.Store.Keys);
    }

    [Theory]
    [InlineData("system/checkpoints")]
    [InlineData("system/checkpoints?key=")]
    [InlineData("system/checkpoints?key=a&key=b")]
    public async Task One_key_must_be_named(string path)
    {
        await using var host = await StartAsync();
        using var read = await host.Gateway.SendAsync(HttpMethod.Get, path);
        using var written = await host.Gateway.SendAsync(HttpMethod.Put, path, new StringContent("x"), true, ("If-Match", "\"0\""));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (read.StatusCode, written.StatusCode));
    }

    [Fact]
    public async Task What_is_too_large_or_of_unknown_length_is_refused()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(host, new string('x', (64 << 10) + 1), "\"0\""));
        using var endless = await host.Gateway.SendAsync(HttpMethod.Put, Path(), new Endless(), true, ("If-Match", "\"0\""), ("Transfer-Encoding", "chunked"));
        Assert.Equal(HttpStatusCode.LengthRequired, endless.StatusCode);
        Assert.Empty(host.Store.Keys);
        Assert.Equal(HttpStatusCode.OK, await PutAsync(host, new string('x', 64 << 10), "\"0\""));
    }

    [Fact]
    public async Task Without_credentials_there_is_nothing_to_read_or_write()
    {
        await using var host = await StartAsync();
        using var read = await host.Gateway.SendAsync(HttpMethod.Get, Path(), admin: false);
        using var written = await host.Gateway.SendAsync(HttpMethod.Put, Path(), new StringContent("x"), false, ("If-Match", "\"0\""));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (read.StatusCode, written.StatusCode));
        Assert.Empty(host.Store.Keys);
    }

    private static string Path() => $"system/checkpoints?key={Uri.EscapeDataString(Key)}";

    private static Task<HttpResponseMessage> GetAsync(Started host) => host.Gateway.SendAsync(HttpMethod.Get, Path());

    private static async Task<HttpStatusCode> PutAsync(Started host, string value, string? version)
    {
        (string, string)[] headers = version is null ? [] : [("If-Match", version)];
        using var answer = await host.Gateway.SendAsync(HttpMethod.Put, Path(), new StringContent(value), true, headers);
        return answer.StatusCode;
    }

    private static async Task<Started> StartAsync()
    {
        var store = new MemoryCheckpoints();
        return new Started(await GatewayHost.StartAsync(services: services => services.AddSingleton<ICheckpointStore>(store)), store);
    }

    private sealed record Started(GatewayHost Gateway, MemoryCheckpoints Store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }

    private sealed class MemoryCheckpoints : ICheckpointStore
    {
        private readonly Dictionary<string, Checkpoint> all = [];

        public IEnumerable<string> Keys => all.Keys;

        public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => new(all.GetValueOrDefault(key));

        public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
        {
            if ((all.GetValueOrDefault(key)?.Version ?? 0) != expectedVersion)
                return new(false);
            all[key] = new Checkpoint(value.ToArray(), expectedVersion + 1);
            return new(true);
        }
    }

    /// <summary>Content that does not know its length.</summary>
    private sealed class Endless : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync("some"u8.ToArray()).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
