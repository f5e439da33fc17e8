using System.Net;
using System.Security.Cryptography.X509Certificates;
using Connectors.Core.Queues;
using Connectors.TestServers.Tls;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Callbacks;

/// <summary>Callbacks to https targets whose certificate is of an authority of one's own.</summary>
public sealed class CallbackTrustTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();
    private readonly CertificateAuthority authority = new();

    public ValueTask DisposeAsync()
    {
        authority.Dispose();
        return rig.DisposeAsync();
    }

    [Fact]
    public async Task An_authority_that_is_named_is_trusted()
    {
        rig.Callback.CaFile = authority.Path;
        Assert.Empty(WorkerRegistration.Faults(rig.Callback));
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(IPAddress.Loopback));
    }

    [Fact]
    public async Task Any_other_is_not_and_the_error_tells_what_names_one() =>
        Assert.Contains("callback.ca-file", Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(IPAddress.Loopback)).Error);

    [Fact]
    public async Task The_authority_of_somebody_else_is_not_enough()
    {
        using var other = new CertificateAuthority();
        rig.Callback.CaFile = other.Path;
        Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(IPAddress.Loopback));
    }

    [Fact]
    public async Task A_wrong_name_stays_wrong()
    {
        rig.Callback.CaFile = authority.Path;
        Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(IPAddress.Parse("127.0.0.9")));
    }

    [Theory]
    [InlineData("no certificate in here", "holds no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "callback.ca-file '")]
    [InlineData(null, "callback.ca-file '")]
    public void A_file_without_authorities_is_a_fault(string? content, string reason)
    {
        rig.Callback.CaFile = authority.Path + ".other";
        if (content is not null)
            File.WriteAllText(rig.Callback.CaFile, content);
        Assert.Contains(reason, Assert.Single(WorkerRegistration.Faults(rig.Callback)));
    }

    private async Task<CallbackOutcome> SendAsync(IPAddress named)
    {
        var files = authority.Issue("target", named);
        using var pem = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        await using var target = await CallbackTarget.StartAsync(_ => Task.CompletedTask, pem);
        return await rig.Sender.SendAsync(FakeCallbackLease.To(target.Url), 1, TestContext.Current.CancellationToken);
    }
}
