// The registers of an image before its arguments are written: those that no argument fills hold tell-tale values. Made once for each shape of a call.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

internal static class UnsetRegisters
{
    private const int Size = CallImageLayout.Result - CallImageLayout.Integers;

    /// <summary>How many integer registers, from the first on, arguments fill, or the address of a result in memory.</summary>
    public static int FilledIntegers(CallConvention convention, CallLayout layout) => convention == CallConvention.Microsoft
        ? Math.Min(layout.Arguments.Length + (layout.Result is MemoryResult ? 1 : 0), MicrosoftX64.RegisterCount)
        : layout.IntegerRegisters;

    /// <summary>The bytes from <see cref="CallImageLayout.Integers"/> to <see cref="CallImageLayout.Result"/>.</summary>
    /// <param name="writers">Of the arguments, in their order.</param>
    public static byte[] Of(CallConvention convention, CallLayout layout, ReadOnlySpan<ArgumentWriter> writers)
    {
        byte[] registers = new byte[Size];
        (int integers, int vectors) = convention == CallConvention.Microsoft
            ? (MicrosoftX64.RegisterCount, MicrosoftX64.RegisterCount)
            : (SystemVX64.IntegerRegisterCount, SystemVX64.VectorRegisterCount);
        for (int i = 0; i < integers; i++)
        {
            Put(CallImageWriter.Integer(i), TellTales.Address(i));
        }

        for (int i = 0; i < vectors; i++)
        {
            Put(CallImageWriter.Vector(i), TellTales.Vector(i));
        }

        if (layout.Result is MemoryResult memory)
        {
            Put(CallImageWriter.Integer(memory.Register), 0);
        }

        for (int i = 0; i < writers.Length; i++)
        {
            Clear(layout.Arguments[i], writers[i].Parameter.Type);
        }

        return registers;

        void Clear(ArgumentPlace place, CType type)
        {
            switch (place)
            {
                case IntegerRegisterPlace integer:
                    Put(CallImageWriter.Integer(integer.Register), 0);
                    break;
                case VectorRegisterPlace vector:
                    Put(CallImageWriter.Vector(vector.Register), type is FloatingType { Kind: FloatingKind.Float } ? TellTales.AboveFloat(vector.Register) : 0);
                    break;
                case TwinRegisterPlace twin:
                    Put(CallImageWriter.Vector(twin.Register), 0);
                    Put(CallImageWriter.Integer(twin.Register), 0);
                    break;
                case SplitPlace split:
                    foreach (RegisterPiece piece in split.Pieces)
                    {
                        Put(piece.File == RegisterFile.Integer ? CallImageWriter.Integer(piece.Register) : CallImageWriter.Vector(piece.Register), 0);
                    }

                    break;
                case ReferencePlace reference:
                    Clear(reference.Pointer, type);
                    break;
            }
        }

        void Put(int place, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(registers.AsSpan(place - CallImageLayout.Integers), word);
    }
}
