namespace FfiIsolation;

/// <summary>
/// When a function that keeps killing workers is refused, for a method of a <see cref="NativeLibraryAttribute"/> interface or an <see cref="IsolatedImportAttribute"/> method; on the interface or
/// the class, for all of its methods. What a method's attribute does not say, the type's does, and what neither says, the host's policy (<see cref="NativeHostOptions.Quarantine"/>).
/// A function has one policy in a host: the last that was bound is it (<see cref="HostQuarantine.SetPolicy"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class QuarantineAttribute : Attribute
{
    private const int NoLimit = -1;

    /// <summary>As <see cref="QuarantinePolicy.FunctionDeaths"/>.</summary>
    /// <value>2 to 1,000,000, or -1 for no limit; 0 (the default) where it is not said.</value>
    public int FunctionDeaths { get; set; }

    /// <summary>As <see cref="QuarantinePolicy.ArgumentsDeaths"/>.</summary>
    /// <value>2 to 1,000,000, or -1 for no limit; 0 (the default) where it is not said.</value>
    public int ArgumentsDeaths { get; set; }

    /// <summary>As <see cref="QuarantinePolicy.Window"/>.</summary>
    /// <value>Seconds, 1 to 86,400 (a day); 0 (the default) where it is not said.</value>
    public int WindowSeconds { get; set; }

    /// <summary>As <see cref="QuarantinePolicy.Break"/>.</summary>
    /// <value>Milliseconds, 500 to 86,400,000 (a day); 0 (the default) where it is not said.</value>
    public int BreakMilliseconds { get; set; }

    /// <summary>As <see cref="QuarantinePolicy.ForgivenAfter"/>.</summary>
    /// <value>1 to 1,000,000,000, or -1 for never; 0 (the default) where it is not said.</value>
    public int ForgivenAfter { get; set; }

    /// <summary>As <see cref="QuarantinePolicy.Causes"/>.</summary>
    /// <value><see cref="QuarantineCauses.None"/> (the default) where it is not said.</value>
    public QuarantineCauses Causes { get; set; }

    /// <summary>The policy of a function in a host.</summary>
    /// <param name="policy">The host's.</param>
    internal QuarantinePolicy Of(QuarantinePolicy policy) => policy with
    {
        FunctionDeaths = Limit(FunctionDeaths, policy.FunctionDeaths),
        ArgumentsDeaths = Limit(ArgumentsDeaths, policy.ArgumentsDeaths),
        Window = WindowSeconds == 0 ? policy.Window : TimeSpan.FromSeconds(WindowSeconds),
        Break = BreakMilliseconds == 0 ? policy.Break : TimeSpan.FromMilliseconds(BreakMilliseconds),
        ForgivenAfter = Limit(ForgivenAfter, policy.ForgivenAfter),
        Causes = Causes == QuarantineCauses.None ? policy.Causes : Causes,
    };

    private static int? Limit(int said, int? otherwise) => said switch { 0 => otherwise, NoLimit => null, _ => said };
}
