// What is known of a call beside the registers that it left: what they seem to say against its prototype is held against this before anybody is warned.
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.DebugInfo;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <param name="function">null where only its prototype is known.</param>
/// <param name="call">Whose arguments are known; null where they are not, as of a row of a batch.</param>
/// <param name="whatIsAt">What lies at an address of the worker, as <see cref="AddressInWorker.WhatIsAt"/> has it; asked only when something looks wrong.</param>
internal readonly struct CallEvidence(FunctionTarget? function, PreparedCall? call, Func<ulong, string?> whatIsAt)
{
    /// <summary>Of numbers up to it, with either sign, neither a sum nor a product of two comes near to 2^32.</summary>
    private const ulong Small = 0x10000;

    /// <summary>Whether the library, or a header that was read, declares the function as its prototype does; null where nobody knows. Slow when a library is first asked.</summary>
    public bool? IsDeclaredRight => function is null ? null : DeclarationTruth.IsRight(function);

    /// <summary>Whether all that the call passed are small integers: no memory, no floating-point number and no large number, of which a function can make any other.</summary>
    public bool PassedSmallIntegersAlone => PassedIntegersAlone(static value => value + Small <= 2 * Small);

    public string? WhatIsAt(ulong address) => whatIsAt(address);

    /// <summary>Whether all that the call passed are integers of which something holds; not where they are not known.</summary>
    public bool PassedIntegersAlone(Func<ulong, bool> holds)
    {
        if (call is null)
        {
            return false;
        }

        foreach (NativeArgument argument in call.Arguments)
        {
            if (argument.Kind is not (NativeArgumentKind.Boolean or NativeArgumentKind.Signed or NativeArgumentKind.Unsigned) || !holds(argument.Bits))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the call passed an integer with these low 32 bits.</summary>
    public bool Passed(uint low)
    {
        foreach (NativeArgument argument in call is null ? default : call.Arguments)
        {
            if (argument.Kind is NativeArgumentKind.Signed or NativeArgumentKind.Unsigned && (uint)argument.Bits == low)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the call passed a tell-tale address itself: an argument fills that register, or is the number, or a text that has it.</summary>
    public bool PassedTellTale(CallPlan plan, int number) =>
        call is null ? IsFilled(plan, plan.Layout, number) : PassedTellTale(call, number);

    /// <summary>The same of a call whose arguments are known.</summary>
    public static bool PassedTellTale(PreparedCall call, int number)
    {
        if (IsFilled(call.Function.Plan, call.Shape.Layout, number))
        {
            return true;
        }

        foreach (NativeArgument argument in call.Arguments)
        {
            bool has = argument.Kind switch
            {
                NativeArgumentKind.Signed or NativeArgumentKind.Unsigned => TellTales.Of32((uint)argument.Bits) == number,
                NativeArgumentKind.Text => WrittenTellTales.NumberIn(System.Text.Encoding.UTF8.GetBytes(argument.Text)) is not null,
                _ => false,
            };
            if (has)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFilled(CallPlan plan, CallLayout layout, int number) => number < UnsetRegisters.FilledIntegers(plan.Prototype.Convention, layout);
}
