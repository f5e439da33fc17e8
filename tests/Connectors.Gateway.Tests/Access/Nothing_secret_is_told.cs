using System.Collections.Concurrent;
using System.Text;
using Connectors.Gateway.Access;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Tests.Access.Oidc;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tests.Access;

/// <summary>Neither in a log of any level nor in an answer nor in the audit.</summary>
public sealed class Nothing_secret_is_told
{
    private const string Secret = "Geheim-7531";

    [Fact]
    public async Task Whatever_callers_send_or_files_hold()
    {
        var directory = Directory.CreateTempSubdirectory("connectors-secret-");
        Directory.CreateDirectory(Path.Combine(directory.FullName, "openfaas-fn"));
        var tokens = Path.Combine(directory.FullName, "openfaas-fn", "guarded-token");
        File.WriteAllText(tokens, $"{Secret}-token");
        var audit = Path.Combine(directory.FullName, "audit");
        await using var issuer = await Issuer.StartAsync();
        var everything = new Everything();
        await using var host = await GatewayHost.StartAsync(
            settings => (settings.FunctionTokens, settings.AuditFile) = (directory.FullName, audit),
            services: services => services.AddSingleton<ILoggerProvider>(everything).AddLogging(logging => logging
                .SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error)),
            credentials: () => new GatewayCredentials("admin", $"{Secret}-password"),
            oidc: new OidcSettings { Issuer = issuer.Url, Audience = "connectors" });
        await host.FunctionAsync("guarded", _ => throw new InvalidOperationException("broken"));
        await host.FunctionAsync("open", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        host.Provider.Annotate("guarded", new Dictionary<string, string> { ["com.openfaas.auth"] = "token" });

        var right = Basic($"admin:{Secret}-password");
        await SendAsync(HttpMethod.Post, "/system/secrets", right, $$"""{"name":"api-key","value":"{{Secret}}-value"}""");
        await SendAsync(HttpMethod.Post, "/system/secrets", right, $$"""{"name":"api-key","value":"{{Secret}}-value"}""");
        await SendAsync(HttpMethod.Post, "/system/secrets", right, $$"""{"name":"-","value":"{{Secret}}-value"}""");
        await SendAsync(HttpMethod.Post, "/system/secrets", right, $$"""{"name":"api-key","value":{{Secret}}-value}""");
        await SendAsync(HttpMethod.Post, "/system/functions", right, $$"""{"service":"x","image":"y","envVars":{"A=B":"{{Secret}}-variable"} }""");
        await SendAsync(HttpMethod.Put, "/system/functions", right, $$"""{"service":"missing","image":"y","envVars":{"A":"{{Secret}}-variable"} }""");
        for (var i = 0; i < 12; i++)
            await SendAsync(HttpMethod.Get, "/system/functions", Basic($"admin:{Secret}-guess-{i}"));
        await SendAsync(HttpMethod.Get, "/system/functions", $"Bearer {Secret}-token");
        await SendAsync(HttpMethod.Get, "/system/functions", $"Bearer {issuer.Token(new { iss = issuer.Url, sub = Secret, exp = 1 })}");
        await SendAsync(HttpMethod.Get, "/system/functions", $"Digest {Secret}");
        foreach (var path in new[] { "/function/guarded", "/async-function/guarded", "/function/open", "/async-function/open", "/function/nobody" })
        {
            foreach (var shown in new[] { $"Bearer {Secret}-token", $"Bearer {Secret}-wrong", right })
                await SendAsync(HttpMethod.Post, $"{path}?key={Secret}-query", shown, $"{Secret}-body");
        }
        await SendAsync(HttpMethod.Post, "/async-function/open", null, "x", ("X-Callback-Url", $"http://user:{Secret}@127.0.0.1/"));
        await SendAsync(HttpMethod.Post, "/function/open", null, "x", ("Cookie", Secret), ("X-Api-Key", Secret), ("X-Connectors-Proof", Secret));
        File.WriteAllText(tokens, "");
        issuer.IsDown = true;

        Assert.NotEmpty(everything.Lines);
        Assert.DoesNotContain(everything.Lines, Tells);
        Assert.False(Tells(File.ReadAllText(audit)));
        directory.Delete(recursive: true);

        async Task SendAsync(HttpMethod method, string path, string? authorization, string? body = null, params (string, string)[] headers)
        {
            if (authorization is not null)
                headers = [.. headers, ("Authorization", authorization)];
            using var answer = await host.SendAsync(method, path, body is null ? null : new StringContent(body), admin: false, headers);
            var told = $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
            Assert.False(Tells(told), told);
        }
    }

    private static bool Tells(string text) => text.Contains(Secret, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Secret}"))[..16], StringComparison.Ordinal);

    private static string Basic(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private sealed class Everything : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string[] Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
