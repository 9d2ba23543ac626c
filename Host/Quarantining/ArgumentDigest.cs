using FfiIsolation.Calls;
using FfiIsolation.Images;
using System.IO.Hashing;

namespace FfiIsolation.Quarantining;

/// <summary>What tells two calls of a function apart: the registers and stack words that they load, and their input data. Not the function's address, nor the call's number.</summary>
internal static class ArgumentDigest
{
    /// <returns>null for a batch, for a call of a list whose arguments are not all known or lie elsewhere, and where the caller's data cannot be read any more.</returns>
    public static UInt128? Of(PreparedCall call)
    {
        if (call.Many is not null || call.LacksArguments)
        {
            return null;
        }

        var hash = new XxHash128();
        try
        {
            ReadOnlySpan<byte> image = call.Image;
            hash.Append(image[CallImageLayout.StackWords..CallImageLayout.Result]);
            hash.Append(image[CallImageLayout.FixedSize..]);
            hash.Append(call.Inputs);
            return hash.GetCurrentHashAsUInt128();
        }
        catch (Exception)
        {
            // Memory that its owner has taken back while the call ran: such a call is like no other.
            return null;
        }
    }
}
