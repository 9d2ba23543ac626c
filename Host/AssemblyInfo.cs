using System.Runtime.CompilerServices;

// Every imported function takes what C takes. With that said, calls into C are compiled with the assembly, and not when they are first made.
[assembly: DisableRuntimeMarshalling]
