using Connectors.Core.Functions;
using Connectors.Core.Units;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>Limits and requests as the kernel counts them. Zero means none, as it does in Kubernetes.</summary>
/// <param name="MemoryBytes">The most memory; null: no limit.</param>
/// <param name="CpuQuota">Microseconds of processor time in every <see cref="Period"/>; null: no limit.</param>
/// <param name="CpuShares">The weight among others that want the processor as well; null: as everybody.</param>
internal sealed record ResourceBounds(long? MemoryBytes, long? CpuQuota, ulong? CpuShares)
{
    /// <summary>Microseconds in which a quota is counted.</summary>
    public const ulong Period = 100_000;

    private const long LeastMemory = 6L << 20;
    private const long LeastQuota = 1_000;
    private const ulong LeastShares = 2;
    private const ulong MostShares = 262_144;
    private const decimal SharesOfACore = 1024;

    /// <summary>Reads both; what cannot be is added to <paramref name="faults"/>, a sentence each.</summary>
    public static ResourceBounds Read(FunctionResources? limits, FunctionResources? requests, ICollection<string> faults) => new(
        Memory(limits?.Memory, faults),
        Amount("limits.cpu", limits?.Cpu, faults) is { } cores ? Quota(cores) : null,
        Amount("requests.cpu", requests?.Cpu, faults) is { } wanted ? Shares(wanted) : null);

    public RuntimeMemory? ToMemory(bool countsSwap) =>
        // As much with swap as without: none of it is swapped out, where it would be slow instead of refused.
        MemoryBytes is { } bytes ? new RuntimeMemory(bytes, countsSwap ? bytes : null) : null;

    public RuntimeCpu? ToCpu() => CpuQuota is null && CpuShares is null ? null : new RuntimeCpu(CpuQuota, CpuQuota is null ? null : Period, CpuShares);

    private static long? Memory(string? text, ICollection<string> faults)
    {
        if (Amount("limits.memory", text, faults) is not { } bytes)
            return null;
        if (bytes >= LeastMemory)
            return bytes >= long.MaxValue ? null : (long)decimal.Ceiling(bytes);
        faults.Add($"limits.memory '{text}' is too little for a container to start in: write 6Mi or more (M and Mi are millions of bytes, m is a thousandth of one)");
        return null;
    }

    private static long Quota(decimal cores) => (long)decimal.Clamp(decimal.Ceiling(cores * Period), LeastQuota, long.MaxValue / 1000m);

    private static ulong Shares(decimal cores) => (ulong)decimal.Clamp(cores * SharesOfACore, LeastShares, MostShares);

    private static decimal? Amount(string field, string? text, ICollection<string> faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (Quantity.TryParse(text, out var quantity))
            return quantity.Value > 0 ? quantity.Value : null;
        faults.Add($"{field} '{text}' is not a quantity; write for example 128Mi, 1G, 500m or 0.5");
        return null;
    }
}
