/** The guided tour: for somebody who has never heard of VDI. */

const en = {
  tour: {
    title: "Tour",
    take: "Take the tour",
    offer: "New here? Eleven stops in under five minutes.",
    decline: "Do not offer the tour any more",
    of: (stop: number, count: number) => `${stop} of ${count}`,
    next: "Next",
    back: "Back",
    skip: "End the tour",
    done: "Done",
    keys: "Arrow keys go on and back, Escape ends.",
    starting: "A small backup is starting for the tour.",
    stops: {
      welcome: {
        title: "A backup that goes through memory",
        text: "SQL Server can hand a backup to another program instead of writing a file. The interface for that is called VDI. This program shows what happens to every piece of it. For the tour it runs a small backup, slowly, with an embedded server in SQL Server's place.",
      },
      set: {
        title: "Set: the meeting place",
        text: "Before anything is backed up, the backup program makes a virtual device set: a name in shared memory where both sides meet. They agree on sizes first, then data flows. The track above says how far it has come.",
      },
      server: {
        title: "Server: it owns the data",
        text: "The server is a process of its own. It reads the database, fills memory with it and says what is to be done. Blue always means: the server holds this.",
      },
      buffer: {
        title: "Buffer: bytes stay",
        text: "All data lies in a few buffers of shared memory. A buffer never moves and is never copied from process to process. What changes is who may touch it, and its colour says who that is.",
      },
      command: {
        title: "Command: what is to be done",
        text: "The server asks by commands: Write these bytes, Flush what you have, Complete. Each row is one command on its way, with the time that each stage took.",
      },
      handle: {
        title: "Handle: a number that travels",
        text: "An address means something in one process only. A handle is a number for the buffer that every process of the set understands. Below the diagram you see the selected buffer: the same bytes, another address in each process.",
      },
      secondary: {
        title: "Secondary: another process does the work",
        text: "A secondary process gets the handle, asks where the buffer lies in its own memory, and moves the bytes to the file. If it dies, the backup goes on with another one.",
      },
      lease: {
        title: "Lease: who has it now",
        text: "The primary, in orange, notes every handle that it gives away as a lease. One secondary holds it, for a limited time, and it ends exactly once. That is how nothing gets lost and nothing is written twice.",
      },
      completion: {
        title: "Completion: the buffer goes back",
        text: "Once the bytes are with the operating system, the primary completes the command. From that moment the buffer belongs to the server again, which fills it with the next piece.",
      },
      verdict: {
        title: "Verdict: only the server says success",
        text: "The same backup once more, without the brake. When the last byte is safe, the server gives its verdict. Only then do the files get their final names. Until then they are called .partial.",
      },
      lab: {
        title: "Now by hand",
        text: "In the protocol lab you make each of these calls yourself, right or wrong, and see what they answer. Choose a script and press F10 for the first step. The tour waits in the navigation if you want it again.",
      },
    },
  },
};

export type TourWords = typeof en;

const pt: TourWords = {
  tour: {
    title: "Tour",
    take: "Fazer o tour",
    offer: "Primeira vez aqui? Onze paradas em menos de cinco minutos.",
    decline: "Não oferecer mais o tour",
    of: (stop, count) => `${stop} de ${count}`,
    next: "Próxima",
    back: "Voltar",
    skip: "Encerrar o tour",
    done: "Concluir",
    keys: "As setas avançam e voltam, Escape encerra.",
    starting: "Um pequeno backup está começando para o tour.",
    stops: {
      welcome: {
        title: "Um backup que passa pela memória",
        text: "O SQL Server pode entregar um backup a outro programa em vez de gravar um arquivo. A interface para isso se chama VDI. Este programa mostra o que acontece com cada parte dele. Para o tour ele roda um pequeno backup, devagar, com um servidor embutido no lugar do SQL Server.",
      },
      set: {
        title: "Conjunto: o ponto de encontro",
        text: "Antes de qualquer dado, o programa de backup cria um conjunto de dispositivos virtuais: um nome na memória compartilhada onde os dois lados se encontram. Primeiro combinam os tamanhos, depois os dados fluem. A trilha acima diz até onde já chegou.",
      },
      server: {
        title: "Servidor: o dono dos dados",
        text: "O servidor é um processo próprio. Ele lê o banco, enche a memória com ele e diz o que deve ser feito. Azul sempre quer dizer: o servidor tem isto.",
      },
      buffer: {
        title: "Buffer: os bytes ficam",
        text: "Todos os dados ficam em alguns buffers de memória compartilhada. Um buffer nunca se move nem é copiado de um processo para outro. O que muda é quem pode tocá-lo, e a cor diz quem é.",
      },
      command: {
        title: "Comando: o que deve ser feito",
        text: "O servidor pede por comandos: Write para estes bytes, Flush do que já tem, Complete. Cada linha é um comando a caminho, com o tempo que cada etapa levou.",
      },
      handle: {
        title: "Handle: um número que viaja",
        text: "Um endereço só vale em um processo. Um handle é um número do buffer que todo processo do conjunto entende. Abaixo do diagrama está o buffer selecionado: os mesmos bytes, outro endereço em cada processo.",
      },
      secondary: {
        title: "Secundário: outro processo faz o trabalho",
        text: "Um processo secundário recebe o handle, pergunta onde o buffer fica em sua própria memória e leva os bytes ao arquivo. Se ele morrer, o backup continua com outro.",
      },
      lease: {
        title: "Cessão: com quem está agora",
        text: "O primário, em laranja, anota como cessão cada handle que entrega. Um único secundário a tem, por tempo limitado, e ela termina exatamente uma vez. Assim nada se perde e nada é gravado duas vezes.",
      },
      completion: {
        title: "Conclusão: o buffer volta",
        text: "Quando os bytes estão com o sistema operacional, o primário conclui o comando. A partir daí o buffer é do servidor outra vez, que o enche com a próxima parte.",
      },
      verdict: {
        title: "Veredito: só o servidor diz que deu certo",
        text: "O mesmo backup mais uma vez, sem o freio. Quando o último byte está seguro, o servidor dá seu veredito. Só então os arquivos recebem o nome final. Até lá se chamam .partial.",
      },
      lab: {
        title: "Agora à mão",
        text: "No laboratório de protocolo você mesmo faz cada uma dessas chamadas, certas ou erradas, e vê o que respondem. Escolha um roteiro e pressione F10 para o primeiro passo. O tour espera na navegação, se quiser de novo.",
      },
    },
  },
};

export const tourWords = { en, "pt-BR": pt } as const;
