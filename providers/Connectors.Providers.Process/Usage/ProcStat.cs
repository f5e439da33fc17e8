using System.Globalization;
using System.Text;

namespace Connectors.Providers.Process.Usage;

/// <summary>One line of <c>/proc/[pid]/stat</c>.</summary>
/// <param name="Id">The process.</param>
/// <param name="Group">Its process group.</param>
/// <param name="CpuTicks">User and system time, in ticks of 10 ms.</param>
/// <param name="StartTicks">When it started, in ticks since the machine did; with the id it names a process for good.</param>
/// <param name="ResidentPages">Resident memory.</param>
internal sealed record ProcStat(int Id, int Group, long CpuTicks, long StartTicks, long ResidentPages)
{
    private const int State = 0;
    private const int GroupField = 2;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int Started = 19;
    private const int Resident = 21;

    /// <summary>Null when there is no such process (any more); what has ended and is not yet waited for counts as gone.</summary>
    public static ProcStat? Read(int id) =>
        Parse(id, Encoding.UTF8.GetString(ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"))));

    public static ProcStat? Parse(int id, string line)
    {
        // The name stands in parentheses and may itself contain blanks and parentheses.
        var afterName = line.LastIndexOf(')') + 2;
        if (afterName < 2 || afterName >= line.Length)
            return null;
        var fields = line[afterName..].Split(' ');
        if (fields.Length <= Resident || fields[State] is "Z" or "X")
            return null;
        return new ProcStat(id, (int)Number(fields[GroupField]), Number(fields[UserTicks]) + Number(fields[SystemTicks]), Number(fields[Started]), Number(fields[Resident]));
    }

    private static long Number(string field) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
