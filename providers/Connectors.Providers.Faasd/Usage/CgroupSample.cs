namespace Connectors.Providers.Faasd.Usage;

/// <summary>What a control group has used and uses.</summary>
/// <param name="CpuNanoseconds">Processor time since the group was made.</param>
/// <param name="MemoryBytes">Memory in use, without what the kernel would take back at once.</param>
internal readonly record struct CgroupSample(double CpuNanoseconds, double MemoryBytes);
