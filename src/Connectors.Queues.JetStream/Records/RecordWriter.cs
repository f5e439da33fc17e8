using System.Buffers;
using System.Text.Json;
using Connectors.Core.Invocations;

namespace Connectors.Queues.JetStream.Records;

/// <summary>
/// Writes records as <see cref="RecordJson"/> would, member by member: every call is recorded twice, and going through descriptions of
/// members costs several times as much. What only a later release knows is left to the serializer. Thread-safe.
/// </summary>
internal static class RecordWriter
{
    // Members are written in order; nothing here can go wrong that checking would find.
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? free;

    public static void Write(IBufferWriter<byte> output, CallRecord record)
    {
        var json = free ?? new Utf8JsonWriter(output, Unchecked);
        free = null;
        json.Reset(output);
        if (record.Later is null)
            Write(json, record);
        else
            JsonSerializer.Serialize(json, record, RecordJson.Default.CallRecord);
        json.Flush();
        free = json;
    }

    private static void Write(Utf8JsonWriter json, CallRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, record.Version);
        json.WriteString("id"u8, record.Id);
        Text(json, "correlation"u8, record.Correlation);
        json.WriteBoolean("chosen"u8, record.Chosen);
        json.WriteString("queue"u8, record.Queue);
        json.WriteString("function"u8, record.Function);
        json.WriteString("namespace"u8, record.Namespace);
        json.WriteString("state"u8, Name(record.State));
        json.WriteNumber("run"u8, record.Run);
        json.WriteNumber("turn"u8, record.Turn);
        json.WriteNumber("accepted"u8, record.Accepted);
        Number(json, "due"u8, record.Due);
        Text(json, "reason"u8, record.Reason);
        json.WriteStartArray("attempts"u8);
        foreach (var attempt in record.Attempts)
            Write(json, attempt);
        json.WriteEndArray();
        json.WriteNumber("used"u8, record.Used);
        if (record.UnreachableSince is { } since)
            json.WriteString("unreachableSince"u8, since);
        if (record.Lease is { } lease)
            Write(json, lease);
        Text(json, "endedBy"u8, record.EndedBy);
        if (record.Callback is { } callback)
            Write(json, callback);
        if (record.Result is { } result)
            Write(json, result);
        json.WriteBoolean("keep"u8, record.Keep);
        Text(json, "line"u8, record.Line);
        Text(json, "dedup"u8, record.Dedup);
        Text(json, "body"u8, record.Body);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InvocationAttempt attempt)
    {
        json.WriteStartObject();
        json.WriteNumber("run"u8, attempt.Run);
        json.WriteNumber("number"u8, attempt.Number);
        json.WriteString("startedAt"u8, attempt.StartedAt);
        if (attempt.Seconds is { } seconds)
            json.WriteNumber("seconds"u8, seconds);
        Number(json, "status"u8, attempt.Status);
        Text(json, "error"u8, attempt.Error);
        json.WriteString("worker"u8, attempt.Worker);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LeaseEntry lease)
    {
        json.WriteStartObject("lease"u8);
        json.WriteString("token"u8, lease.Token);
        json.WriteString("instance"u8, lease.Instance);
        json.WriteString("worker"u8, lease.Worker);
        json.WriteNumber("started"u8, lease.Started);
        json.WriteNumber("carrier"u8, lease.Carrier);
        json.WriteString("before"u8, Name(lease.Before));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CallbackEntry callback)
    {
        json.WriteStartObject("callback"u8);
        json.WriteString("url"u8, callback.Url);
        json.WriteString("state"u8, Name(callback.State));
        json.WriteNumber("tries"u8, callback.Tries);
        Text(json, "error"u8, callback.Error);
        Number(json, "due"u8, callback.Due);
        Text(json, "lease"u8, callback.Lease);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ResultEntry result)
    {
        json.WriteStartObject("result"u8);
        json.WriteNumber("status"u8, result.Status);
        json.WriteNumber("bytes"u8, result.Bytes);
        json.WriteNumber("expires"u8, result.Expires);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Name(InvocationState state) => state switch
    {
        InvocationState.Queued => "queued"u8,
        InvocationState.Running => "running"u8,
        InvocationState.Retrying => "retrying"u8,
        InvocationState.Succeeded => "succeeded"u8,
        InvocationState.Dead => "dead"u8,
        InvocationState.Cancelled => "cancelled"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no state of an invocation"),
    };

    private static ReadOnlySpan<byte> Name(CallbackState state) => state switch
    {
        CallbackState.Waiting => "waiting"u8,
        CallbackState.Pending => "pending"u8,
        CallbackState.Delivered => "delivered"u8,
        CallbackState.Dead => "dead"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no state of a callback"),
    };

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }
}
