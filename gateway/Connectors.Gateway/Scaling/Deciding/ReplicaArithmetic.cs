namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>How many replicas a load asks for.</summary>
internal static class ReplicaArithmetic
{
    // What a sum of floating numbers may be above a whole one.
    private const double Rounding = 1e-9;

    /// <summary><c>ceil(load / (target * proportion))</c>, within the bounds.</summary>
    /// <param name="load">Of all replicas together, in the unit of the target.</param>
    /// <param name="target">The load wanted of one replica, above 0.</param>
    /// <param name="proportion">The part of it that is planned with, above 0.</param>
    /// <param name="min">The fewest, 1 or more.</param>
    /// <param name="max">The most.</param>
    public static int Desired(double load, double target, double proportion, int min, int max)
    {
        var wanted = Math.Ceiling((load / (target * proportion)) - Rounding);
        // Compared as they are: what is beyond whole numbers must not wrap around.
        return wanted <= min ? min : wanted >= max ? max : (int)wanted;
    }

    /// <summary>The replicas after an alert fired: a part of the most is added.</summary>
    public static int Raised(int current, int max, int factor) =>
        (int)Math.Min(max, current + (long)Math.Ceiling(max * (decimal)factor / 100));
}
