using System.Runtime.CompilerServices;
namespace FfiIsolation.Calls;

/// <summary>Checks that a pointer goes back to the worker that it came from.</summary>
internal static class PointerScope
{
    /// <exception cref="StaleHandleException">It belongs to another worker, or to nobody any more.</exception>
    public static void Check(Prototype prototype, Parameter parameter, in NativeArgument argument, NativePointer pointer, int? generation)
    {
        if (pointer.Generation == 0 || (pointer.InSession && pointer.Generation == generation))
        {
            return;
        }

        SessionLoss? loss = pointer.InSession ? Sessions.LostSessions.Find(pointer.Generation) : null;
        string why = (pointer.InSession, generation) switch
        {
            (true, _) when loss is not null => $"it belonged to a session whose worker is gone. {loss}",
            (false, _) => "it came from a call outside any session, so no worker holds it for you: make both calls in a session",
            (true, null) => $"it belongs to the session on worker {pointer.Generation}: call the function through that session",
            (true, { } other) => $"it belongs to worker {pointer.Generation}, and this session runs on worker {other}",
        };
        string within = argument.Kind == NativeArgumentKind.Struct ? $"the pointer {pointer} in it: " : "";
        throw new StaleHandleException(
            $"{prototype.Name}: argument {parameter.Index + 1} '{parameter}' cannot be {argument}: {within}{why.TrimEnd('.')}.", pointer, pointer.Owner?.Name, loss);
    }

    /// <summary>The same for every pointer in a struct.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // what only some calls need is not to be cleared for all
    public static void CheckStruct(Prototype prototype, Parameter parameter, in NativeArgument argument, int? generation)
    {
        foreach (NativePointer pointer in argument.Struct.Origins.Of(argument.Struct.Type, argument.Struct.Memory))
        {
            Check(prototype, parameter, argument, pointer, generation);
        }
    }
}
