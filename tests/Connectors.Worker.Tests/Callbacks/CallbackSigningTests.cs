using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Callbacks;

public sealed class CallbackSigningTests : IAsyncDisposable
{
    private const string Encoded = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WorkerRig rig = new();
    private readonly string folder = Directory.CreateTempSubdirectory("connectors-signing-").FullName;

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_callback_is_signed_with_every_secret_over_id_timestamp_and_body(bool stored)
    {
        Secret($"{Encoded}\n  plain secret  \n\n");
        await using var target = await CallbackTarget.AnsweringAsync(200);
        var bytes = Encoding.UTF8.GetBytes(new string('ü', 100_000));
        var body = stored ? new StoredBody(bytes) : InvocationBody.FromMemory(bytes);
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(target, body));
        var request = Assert.Single(target.Requests);
        Assert.Equal("delivery-1", request.Headers["webhook-id"]);
        var timestamp = request.Headers["webhook-timestamp"];
        Assert.Equal(rig.Time.GetUtcNow().ToUnixTimeSeconds().ToString(), timestamp);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"delivery-1.{timestamp}."), .. request.Body];
        var first = HMACSHA256.HashData(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), signed);
        var second = HMACSHA256.HashData("plain secret"u8, signed);
        Assert.Equal($"v1,{Convert.ToBase64String(first)} v1,{Convert.ToBase64String(second)}", request.Headers["webhook-signature"]);
        Assert.Equal(bytes, request.Body);
    }

    [Fact]
    public async Task A_changed_secret_is_in_force_at_once()
    {
        Secret("one");
        await using var target = await CallbackTarget.AnsweringAsync(200);
        await SendAsync(target);
        Secret("another");
        await SendAsync(target);
        var signatures = target.Requests.Select(request => request.Headers["webhook-signature"]).ToList();
        Assert.NotEqual(signatures[0], signatures[1]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("whsec_not base64!")]
    public async Task Nothing_goes_out_unsigned_when_the_secret_cannot_be_read(string? content)
    {
        if (content is null)
            rig.Callback.SecretFile = Path.Combine(folder, "absent");
        else
            Secret(content);
        await using var target = await CallbackTarget.AnsweringAsync(200);
        var retry = Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(target));
        Assert.Contains("callback.secret-file", retry.Error);
        Assert.Empty(target.Requests);
    }

    private void Secret(string content)
    {
        rig.Callback.SecretFile = Path.Combine(folder, "secret");
        File.WriteAllText(rig.Callback.SecretFile, content);
    }

    private Task<CallbackOutcome> SendAsync(CallbackTarget target, InvocationBody? body = null) =>
        rig.Sender.SendAsync(FakeCallbackLease.To(target.Url, body), 1, TestContext.Current.CancellationToken).Soon();
}
