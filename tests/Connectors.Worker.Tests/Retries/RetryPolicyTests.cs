using Connectors.Core.Invocations;

namespace Connectors.Worker.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Fact]
    public void Waits_double_from_ten_seconds_to_two_minutes()
    {
        var policy = new RetryPolicy();
        var waits = Enumerable.Range(1, 9).Select(attempt => policy.NextDelay(attempt, Random.Shared).TotalSeconds);
        Assert.Equal([10, 20, 40, 80, 120, 120, 120, 120, 120], waits);
        Assert.Equal(120, policy.NextDelay(int.MaxValue, Random.Shared).TotalSeconds);
        Assert.Equal(10, policy.MaxAttempts);
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(501, false)]
    [InlineData(200, false)]
    public void Known_codes_are_retried(int status, bool retried) => Assert.Equal(retried, new RetryPolicy().Retries(status));

    [Theory]
    [InlineData(RetryBackoff.Full, 0, 1)]
    [InlineData(RetryBackoff.Equal, 0.5, 1)]
    [InlineData(RetryBackoff.Exponential, 1, 1)]
    public void Jitter_stays_within_its_share(RetryBackoff backoff, double from, double to)
    {
        var policy = new RetryPolicy { Backoff = backoff };
        var random = new Random(7);
        var shares = Enumerable.Range(0, 2000).Select(_ => policy.NextDelay(3, random).TotalSeconds / 40).ToList();
        Assert.All(shares, share => Assert.InRange(share, from, to));
        Assert.InRange(shares.Min(), from, from + 0.01);
        Assert.InRange(shares.Max(), to - 0.01, to);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(0, 10)]
    [InlineData(30, 30)]
    [InlineData(3600, 3600)]
    [InlineData(1_000_000, 86400)]
    public void Retry_after_wins_within_the_minimum_wait_and_a_day(int asked, int waited) =>
        Assert.Equal(waited, new RetryPolicy { Backoff = RetryBackoff.Full }.NextDelay(1, new Random(1), TimeSpan.FromSeconds(asked)).TotalSeconds);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 7 ", 7)]
    [InlineData("0", 0)]
    [InlineData("99999999999999999999999", 86400)]
    [InlineData("Wed, 06 May 2026 07:08:39 GMT", 30)]
    [InlineData("Wednesday, 06-May-26 07:08:39 GMT", 30)]
    [InlineData("Wed May  6 07:08:39 2026", 30)]
    [InlineData("Wed, 06 May 2026 07:00:00 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 86400)]
    public void Retry_after_is_seconds_or_a_date(string header, int seconds) =>
        Assert.Equal(seconds, RetryPolicy.ParseRetryAfter(header, Now)!.Value.TotalSeconds);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("2026-05-06T07:08:39Z")]
    public void Anything_else_is_no_retry_after(string? header) => Assert.Null(RetryPolicy.ParseRetryAfter(header, Now));

    [Fact]
    public void Annotations_override()
    {
        var policy = With(out var warnings, ("attempts", "3"), ("codes", "418, 500"), ("min_wait", "1s"), ("max_wait", "1m30s"));
        Assert.Empty(warnings);
        Assert.Equal(3, policy.MaxAttempts);
        Assert.Equal([418, 500], policy.Codes);
        Assert.Equal(1, policy.MinWait.TotalSeconds);
        Assert.Equal(90, policy.MaxWait.TotalSeconds);
        Assert.False(policy.Retries(503));
    }

    [Theory]
    [InlineData("attempts", "0")]
    [InlineData("attempts", "-1")]
    [InlineData("attempts", "many")]
    [InlineData("attempts", "99999999999")]
    [InlineData("codes", "200")]
    [InlineData("codes", "500,")]
    [InlineData("codes", "5xx")]
    [InlineData("min_wait", "ten")]
    [InlineData("min_wait", "-1s")]
    [InlineData("max_wait", "48h")]
    public void An_invalid_annotation_falls_back_and_is_reported(string key, string value)
    {
        var policy = With(out var warnings, (key, value));
        Assert.Equal(new RetryPolicy() with { Codes = policy.Codes }, policy);
        Assert.Equal(new RetryPolicy().Codes, policy.Codes);
        Assert.Contains($"com.openfaas.retry.{key} '{value}'", Assert.Single(warnings));
    }

    [Fact]
    public void One_bad_annotation_leaves_the_good_ones_in_force()
    {
        var policy = With(out var warnings, ("attempts", "4"), ("codes", "x"));
        Assert.Single(warnings);
        Assert.Equal(4, policy.MaxAttempts);
    }

    [Fact]
    public void A_maximum_below_the_minimum_is_reported_and_one_wait_alone_moves_the_other()
    {
        Assert.Equal(new RetryPolicy().MinWait, With(out var warnings, ("min_wait", "10s"), ("max_wait", "5s")).MinWait);
        Assert.Single(warnings);
        Assert.Equal(300, With(out _, ("min_wait", "5m")).MaxWait.TotalSeconds);
        Assert.Equal(2, With(out _, ("max_wait", "2s")).MinWait.TotalSeconds);
    }

    private static RetryPolicy With(out IReadOnlyList<string> warnings, params (string Key, string Value)[] annotations) =>
        new RetryPolicy().With(annotations.ToDictionary(pair => "com.openfaas.retry." + pair.Key, pair => pair.Value), out warnings);
}
