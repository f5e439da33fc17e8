using System.Globalization;
using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads limits: <c>deploy.resources.limits</c>, or the older <c>mem_limit</c> and <c>cpus</c>. In compose files <c>m</c> is a million bytes and more.</summary>
internal static class LimitReading
{
    public static FunctionResources? Read(ComposeFields service)
    {
        var limits = service.Map("deploy")?.Map("resources")?.Map("limits");
        var memory = limits is null ? null : Bytes(limits, "memory");
        var cpu = limits is null ? null : Cores(limits, "cpus");
        memory ??= Bytes(service, "mem_limit");
        cpu ??= Cores(service, "cpus");
        return memory is null && cpu is null ? null : new FunctionResources { Memory = memory, Cpu = cpu };
    }

    private static string? Bytes(ComposeFields at, string field)
    {
        if (at.Text(field) is not { } text)
            return null;
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        var unit = digits < 0 ? "" : text[digits..].ToLowerInvariant();
        var shift = unit switch { "" or "b" => 0, "k" or "kb" => 10, "m" or "mb" => 20, "g" or "gb" => 30, "t" or "tb" => 40, _ => -1 };
        if (shift >= 0 && decimal.TryParse(digits < 0 ? text : text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count < 1_000_000_000_000)
            return decimal.Truncate(count * (1L << shift)).ToString(CultureInfo.InvariantCulture);
        at.Fault(field, $"'{ForeignText.Shown(text)}' is not a size; write for example 500M or 1G");
        return null;
    }

    private static string? Cores(ComposeFields at, string field)
    {
        if (at.Text(field) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && cores < 10_000)
            return text;
        at.Fault(field, $"'{ForeignText.Shown(text)}' is not a number of processors; write for example 0.5");
        return null;
    }
}
