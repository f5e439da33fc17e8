using System.Net;
using System.Security.Cryptography;
using System.Text;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.Signatures;

public sealed class HmacTests : IAsyncDisposable
{
    private const string Body = """{"order":1}""";
    private readonly HubFixture hub = new();
    private readonly WebhookSourceSettings shop;

    public HmacTests() => shop = hub.Add("shop", "hmac", "s3cret");

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData(SignatureAlgorithm.Sha1, SignatureEncoding.Hex)]
    [InlineData(SignatureAlgorithm.Sha1, SignatureEncoding.Base64)]
    [InlineData(SignatureAlgorithm.Sha256, SignatureEncoding.Hex)]
    [InlineData(SignatureAlgorithm.Sha256, SignatureEncoding.Base64)]
    [InlineData(SignatureAlgorithm.Sha512, SignatureEncoding.Hex)]
    [InlineData(SignatureAlgorithm.Sha512, SignatureEncoding.Base64)]
    public async Task Every_hash_and_encoding_is_checked(SignatureAlgorithm algorithm, SignatureEncoding encoding)
    {
        (shop.Algorithm, shop.Encoding, shop.Header, shop.Prefix) = (algorithm, encoding, "X-Shop-Hmac", "v1=");
        await hub.StartAsync();

        using var good = await hub.PostAsync("/webhook/shop", Body, ("X-Shop-Hmac", "v1=" + Sign("s3cret", algorithm, encoding)));
        using var bad = await hub.PostAsync("/webhook/shop", Body, ("X-Shop-Hmac", "v1=" + Sign("other", algorithm, encoding)));
        using var bare = await hub.PostAsync("/webhook/shop", Body, ("X-Shop-Hmac", Sign("s3cret", algorithm, encoding)));
        using var elsewhere = await hub.PostAsync("/webhook/shop", Body, ("X-Signature", "v1=" + Sign("s3cret", algorithm, encoding)));

        await good.AcceptedAsync();
        await bad.RefusedAsync(HttpStatusCode.Unauthorized);
        await bare.RefusedAsync(HttpStatusCode.Unauthorized);
        await elsewhere.RefusedAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("shop", hub.Context.Single.Topic);
    }

    [Fact]
    public async Task A_shorter_hash_does_not_pass_for_a_longer_one()
    {
        shop.Algorithm = SignatureAlgorithm.Sha512;
        await hub.StartAsync();
        using var response = await hub.PostAsync("/webhook/shop", Body, ("X-Signature", Sign("s3cret", SignatureAlgorithm.Sha256, SignatureEncoding.Hex)));
        await response.RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/webhook/shop/orders/created", "shop.orders.created")]
    [InlineData("/webhook/shop/orders%2Fcreated", "shop.orders.created")]
    [InlineData("/webhook/shop/orders.created/", "shop.orders.created")]
    [InlineData("/webhook/shop/", "shop")]
    [InlineData("/webhook/shop/caf%C3%A9", "shop.café")]
    public async Task The_rest_of_the_path_extends_the_topic(string path, string topic)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync(path, Body, ("X-Signature", Sign("s3cret", SignatureAlgorithm.Sha256, SignatureEncoding.Hex)));
        await response.AcceptedAsync();
        Assert.Equal(topic, hub.Context.Single.Topic);
    }

    [Theory]
    [InlineData("/webhook/shop/a//b")]
    [InlineData("/webhook/shop/a%25b")]
    [InlineData("/webhook/shop/a%20b")]
    [InlineData("/webhook/shop/%E2%80%AEa")]
    public async Task A_path_that_makes_no_topic_is_malformed(string path)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync(path, Body, ("X-Signature", Sign("s3cret", SignatureAlgorithm.Sha256, SignatureEncoding.Hex)));
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task Id_header_and_passed_headers_are_settings()
    {
        (shop.IdHeader, shop.PassHeaders, shop.Topic) = ("X-Shop-Id", ["X-Shop-*", "User-Agent"], "sales");
        await hub.StartAsync();

        using var response = await hub.PostAsync(
            "/webhook/shop", Body,
            ("X-Signature", Sign("s3cret", SignatureAlgorithm.Sha256, SignatureEncoding.Hex)),
            ("X-Shop-Id", "42"), ("X-Shop-Topic", "orders"), ("User-Agent", "shop/1"), ("Authorization", "Bearer x"), ("X-Else", "1"));

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("sales", seen.Topic);
        Assert.Equal("shop/42", seen.Id);
        Assert.Equal(["User-Agent", "X-Shop-Id", "X-Shop-Topic", "X-Webhook-Source"], seen.Headers.Select(header => header.Key).Order());
    }

    [Fact]
    public async Task An_id_that_is_too_long_is_malformed()
    {
        shop.IdHeader = "X-Shop-Id";
        await hub.StartAsync();
        using var response = await hub.PostAsync(
            "/webhook/shop", Body, ("X-Signature", Sign("s3cret", SignatureAlgorithm.Sha256, SignatureEncoding.Hex)), ("X-Shop-Id", new string('1', 257)));
        await response.RefusedAsync(HttpStatusCode.BadRequest);
    }

    private static string Sign(string secret, SignatureAlgorithm algorithm, SignatureEncoding encoding)
    {
        using var hmac = IncrementalHash.CreateHMAC(new HashAlgorithmName(algorithm.ToString().ToUpperInvariant()), Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(Body));
        var hash = hmac.GetHashAndReset();
        return encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash);
    }
}
