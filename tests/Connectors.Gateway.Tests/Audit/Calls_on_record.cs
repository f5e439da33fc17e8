using System.Net;
using System.Text;
using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Gateway.Audit;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Gateway.Tests.Audit;

public sealed class Calls_on_record : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("connectors-audit-");

    private string FileName => Path.Combine(directory.FullName, "audit.jsonl");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Who_changed_what_from_where_and_how_it_ended()
    {
        await using var host = await StartAsync();
        await SendAsync(host, HttpMethod.Post, "/system/functions?x=query-secret", """{"service":"shout","image":"any","envVars":{"KEY":"body-secret"}}""");
        await SendAsync(host, HttpMethod.Post, "/system/secrets", """{"name":"api-key","namespace":"staging","value":"value-secret"}""");
        await SendAsync(host, HttpMethod.Post, "/system/scale-function/nobody", """{"serviceName":"nobody","replicas":1}""");
        await SendAsync(host, HttpMethod.Delete, "/system/queues/q/dead-letters?function=shout", null);

        var records = await RecordsAsync(4);
        Assert.Equal(
            [("/system/functions", "openfaas-fn", "shout", 202), ("/system/secrets", "staging", "api-key", 202), ("/system/scale-function/nobody", "openfaas-fn", "nobody", 404), ("/system/queues/q/dead-letters", "openfaas-fn", "shout", 200)],
            records.Select(record => (Text(record, "path"), Text(record, "namespace"), Text(record, "name"), record.GetProperty("status").GetInt32())));
        Assert.All(records, record => Assert.Equal(("admin", "basic", "127.0.0.1"), (Text(record, "who"), Text(record, "by"), Text(record, "from"))));
        Assert.Equal("DELETE", Text(records[3], "method"));
        var written = File.ReadAllText(FileName);
        foreach (var secret in new[] { "query-secret", "body-secret", "value-secret", "admin:secret", GatewayHost.Admin.Parameter! })
            Assert.DoesNotContain(secret, written);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileName));
    }

    [Fact]
    public async Task Who_only_looks_or_is_not_let_in_leaves_none()
    {
        await using var host = await StartAsync();
        await SendAsync(host, HttpMethod.Get, "/system/functions", null);
        using (await host.SendAsync(HttpMethod.Post, "/system/functions", new StringContent("{}"), admin: false))
            Assert.Equal("", File.Exists(FileName) ? File.ReadAllText(FileName) : "");
    }

    [Fact]
    public async Task The_end_of_a_call_is_on_record_and_without_credentials_it_is_nobodys()
    {
        await using var host = await StartAsync(auth: false);
        var id = CallId.New().ToString();
        host.Queue.Put(MemoryQueue.Story(id));
        await SendAsync(host, HttpMethod.Delete, $"/async-function/{id}", null);
        var record = Assert.Single(await RecordsAsync(1));
        Assert.Equal(("anonymous", "nothing", $"/async-function/{id}"), (Text(record, "who"), Text(record, "by"), Text(record, "path")));
    }

    [Fact]
    public async Task Names_cannot_forge_a_line()
    {
        await using var host = await StartAsync();
        await SendAsync(host, HttpMethod.Post, "/system/functions", """{"service":"x\n{\"who\":\"eve\"}\r\u2028\u202e","image":"any"}""");
        await SendAsync(host, HttpMethod.Delete, "/system/namespace/a%0Ab%1b[31m", null);
        var records = await RecordsAsync(2);
        Assert.Equal(2, records.Count);
        Assert.Equal("""x?{"who":"eve"}???""", Text(records[0], "name"));
        Assert.Equal("/system/namespace/a?b?[31m", Text(records[1], "path"));
    }

    [Fact]
    public async Task A_file_that_was_moved_away_is_begun_anew_and_a_torn_line_spoils_no_other()
    {
        await using var host = await StartAsync();
        await SendAsync(host, HttpMethod.Post, "/system/queues/q/pause", null);
        await RecordsAsync(1);
        File.Move(FileName, FileName + ".1");
        File.WriteAllText(FileName, """{"at":"2030""");
        await SendAsync(host, HttpMethod.Post, "/system/queues/q/resume", null);
        var lines = await WrittenAsync(2);
        Assert.Single(File.ReadAllLines(FileName + ".1"));
        Assert.Equal(2, lines.Length);
        Assert.Equal("/system/queues/q/resume", Text(JsonDocument.Parse(lines[1]).RootElement, "path"));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_changes_no_answer()
    {
        // A device that takes nothing, as a full disk does.
        await using var host = await StartAsync(settings => settings.AuditFile = "/dev/full");
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(host, HttpMethod.Post, "/system/queues/faas-request/pause", null));
        using var client = new HttpClient();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        // The record comes after the answer.
        while (!(await client.GetStringAsync(new Uri(host.MetricsAddress, "healthz"), Cancel)).Contains("gateway.audit-file /dev/full cannot be written", StringComparison.Ordinal))
            await beat.WaitForNextTickAsync(Cancel);
        using var health = await host.SendAsync(HttpMethod.Get, "/healthz", admin: false);
        Assert.Equal("OK", await health.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public void One_that_cannot_be_opened_is_a_fault()
    {
        var fault = Assert.Single(GatewayRegistration.FileFaults(new GatewaySettings { AuditFile = directory.FullName }));
        Assert.StartsWith($"gateway.audit-file {directory.FullName} cannot be written", fault);
        Assert.Contains("Could not find", Assert.Single(GatewayRegistration.FileFaults(new GatewaySettings { AuditFile = Path.Combine(directory.FullName, "none", "a") })));
    }

    [Fact]
    public async Task Many_at_a_time_make_whole_lines()
    {
        var file = new AuditFile(new GatewaySettings { AuditFile = FileName }, NullLoggerFactory.Instance);
        await Parallel.ForAsync(0, 200, Cancel, (number, _) =>
        {
            file.Write(new AuditRecord(DateTimeOffset.UnixEpoch, "a", "basic", "x", "POST", $"/{number}", null, null, 202, 0));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(200, (await RecordsAsync(200)).Select(record => Text(record, "path")).Distinct().Count());
    }

    private Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null, bool auth = true) => GatewayHost.StartAsync(
        settings =>
        {
            settings.AuditFile = FileName;
            change?.Invoke(settings);
        },
        auth);

    private static async Task<HttpStatusCode> SendAsync(GatewayHost host, HttpMethod method, string path, string? body)
    {
        using var answer = await host.SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        await answer.Content.ReadAsStringAsync(Cancel);
        return answer.StatusCode;
    }

    private async Task<List<JsonElement>> RecordsAsync(int count) => [.. (await WrittenAsync(count)).Select(line => JsonDocument.Parse(line).RootElement)];

    // A record is written when the handler has ended, which a client that has the whole answer may see before.
    private async Task<string[]> WrittenAsync(int count)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            var written = File.Exists(FileName) ? await File.ReadAllTextAsync(FileName, Cancel) : "";
            var lines = written.Split('\n');
            // The last piece is empty when every line is whole.
            if (lines.Length > count && lines[^1].Length == 0)
                return lines[..^1];
            await beat.WaitForNextTickAsync(Cancel);
        }
    }

    private static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;
}
