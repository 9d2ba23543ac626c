// Which function frees what a prototype's function returns: a pure decision, made when the prototype is declared.
namespace FfiIsolation.Ownership;

internal static class Deallocators
{
    /// <summary>The one that frees when we do it: the first in the text that takes the pointer and nothing else.</summary>
    /// <returns>null where the prototype names none, so that the pointer is borrowed.</returns>
    /// <exception cref="CallRejectedException">It names functions, but none that the pointer alone can be given to.</exception>
    public static Deallocator? Choose(Prototype prototype)
    {
        foreach (Deallocator deallocator in prototype.Deallocators)
        {
            if (deallocator.ParameterIndex == 0)
            {
                return deallocator;
            }
        }

        return prototype.Deallocators.IsEmpty ? null : throw new CallRejectedException(
            $"{prototype.Name}: {prototype.Deallocators[0]} takes the pointer as parameter {prototype.Deallocators[0].ParameterIndex + 1}, and what its other parameters want is not known; "
            + "name a function that takes the pointer alone, or leave the attribute out and free by hand.");
    }

    /// <summary>The deallocator as the declarations have it, which may be of another convention; else what is assumed of it. What it returns, like the <c>int</c> of <c>fclose</c>, is not looked at.</summary>
    /// <exception cref="CallRejectedException">The declarations have it with other parameters than a pointer.</exception>
    public static Prototype PrototypeOf(Deallocator deallocator, Declarations? declarations)
    {
        Prototype? declared = declarations?.FindFunction(deallocator.FunctionName);
        return declared switch
        {
            null => Prototype.Parse($"void {deallocator.FunctionName}(void *memory)"),
            { IsVariadic: false, Parameters: [{ Type: PointerType }] } => declared,
            _ => throw new CallRejectedException($"{deallocator} names what frees by the pointer alone, and it is declared as {declared}."),
        };
    }

    /// <summary>Whether a call of a function with the pointer at a parameter frees what a deallocator list speaks of.</summary>
    public static bool Contain(IReadOnlyList<Deallocator> deallocators, string function, int parameter)
    {
        foreach (Deallocator deallocator in deallocators)
        {
            if (deallocator.ParameterIndex == parameter && deallocator.FunctionName == function)
            {
                return true;
            }
        }

        return false;
    }
}
